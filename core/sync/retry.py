"""When a transient refusal (3170, 3175, 3176, 3180) is tried again, and until when."""

from datetime import timedelta

BASE = timedelta(minutes=1)
CAP = timedelta(hours=6)

#: With the defaults the tries span three days: a weekend on which a person has left
#: the object open in QuickBooks.
ATTEMPTS = 20


def next_try(attempt, now, rng, base=BASE, factor=2, cap=CAP, jitter=0.2):
    """Return the time of the next try: base, base·factor, base·factor² ... up to `cap`.

    :param int attempt: how many tries have failed, 1 or more
    :param datetime now:
    :param random.Random rng: spreads the failures of one moment
    :param timedelta base: wait after the first failure
    :param timedelta cap: no wait is longer
    :param float jitter: the wait is shortened by up to this share
    :rtype: datetime
    """
    wait = base
    for _failure in range(1, attempt):
        wait = min(cap, wait * factor)
        if wait == cap:
            break
    return now + min(cap, wait) * (1 - jitter * rng.random())


def give_up(attempt, attempts=ATTEMPTS):
    """Return whether a record that failed `attempt` times is parked."""
    return attempt >= attempts
