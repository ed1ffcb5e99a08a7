from . import account, party
