"""Words that mean the same, words that tell two things apart, words that say nothing.

A word that is missing here costs a person's glance, never a wrong pair: words that
neither agree nor are explained keep two entries apart.
"""

from .checks import party_contradictions, product_contradictions
from .records import Profile
from .spelling import stem


def _shorts(text, spelled=stem):
    """Read lines "word: short short …".

    :param spelled: callable(word) -> the word as entries are read
    :return: {short: tuple of the words (tuples) it may stand for}
    """
    meanings = {}
    for line in text.strip().splitlines():
        words, shorts = line.split(":")
        for short in shorts.split():
            meant = tuple(map(spelled, words.split()))
            meanings.setdefault(spelled(short), []).append(meant)
    return {short: tuple(words) for short, words in meanings.items()}


def _words(text):
    return frozenset(text.split())


def _classes(text):
    """Read lines "class: word=other word …"; words joined by = are one value."""
    found = {}
    for line in text.strip().splitlines():
        name, values = line.split(":")
        for value in values.split():
            words = value.split("=")
            found.update((stem(word), (name, words[0])) for word in words)
    return found


def _phrases(text):
    """Read lines "several words: word"."""
    lines = (line.split(":") for line in text.strip().splitlines())
    return {tuple(map(stem, words.split())): tuple(one.split()) for words, one in lines}


SHORTS = _shorts("""
stainless: ss inox stnls stnlss stls
galvanized: galv galvd galvanised
zinc: zn znc
zinc plated: zp
aluminum: alum aluminium alu
copper: cu cpr
brass: brs
bronze: brz
steel: stl
fiberglass: fibreglass fiberglas frp
black: blk bk blck
white: wht wh wt
blue: blu bl
green: grn gn gr
yellow: yel ylw yl yllw
brown: brn brwn
gray: grey gry gr
orange: orng
purple: purp violet
red: rd
silver: slv slvr
small: sm sml s
short: s
medium: med md m
male: m
large: lg lrg lge l
xlarge: xl xlg
xxlarge: xxl 2xl 2x
xxxlarge: xxxl 3xl 3x
left: lh lft lhs l
right: rh rt rhs r
front: frt fr
rear: rr r
upper: upr
lower: lwr
female: fem fml
male: ml
phillips: phil phillip ph
slotted: slot
head: hd
heavy duty: hd
screw: scr scrw
bolt: blt
washer: wshr wsh washr
machine: mach
carriage: carr
threaded: thrd thd
thread: thrd thd
coupling: cplg coupl
adapter: adptr adaptor adapt
connector: conn cnctr
valve: vlv
schedule: sch sched
elbow: ell elb
stranded: strd strnd
receptacle: recept rcpt
handle: hdl hndl
interior: int intr
exterior: ext extr
envelope: env
letter: ltr
ballpoint: bp
cartridge: cart ctg crtg
assorted: asst assrt asstd
assembly: assy asm assm
package: pkg
yield: yld
plated: pl plt pltd
point: pt
high: hi
heavy: hvy
duty: dty
size: sz
nitrile: nitr
organic: bio
strawberry: strwbry
raspberry: raspb
decaffeinated: decaf
unsalted: unslt
installation: install inst
maintenance: maint mtce mnt
service: svc serv srvc
residential: resid
electrical: elec electr
labor: labour
fiber: fibre
color: colour
center: centre
meter: metre
hydraulic: hyd
battery: batt
temperature: temp
standard: std
replacement: repl
extension: ext
flexible: flex
professional: pro
management: mgmt
department: dept
cordless: crdls
tubing: tube
donut: doughnut
catsup: ketchup
without: wo
""")

PHRASES = _phrases("""
s s: stainless
st steel: stainless steel
extra large: xlarge
x large: xlarge
x lg: xlarge
x lrg: xlarge
xx large: xxlarge
xx lg: xxlarge
fl oz: floz
sq ft: sqft
sq in: sqin
after hours: overtime
""")

IMPLIED = {
    word: frozenset(words.split())
    for word, words in {
        "steel": "stainless galvanized",
        "plated": "zinc chrome nickel",
        "oxide": "black",
        "hand": "left right",
        "side": "left right driver passenger front rear",
        "color": "black white blue green yellow brown gray orange red",
    }.items()
}
"""{word: words beside which it says nothing}"""

CLASSES = _classes(
    """
colour: black white blue green yellow brown gray orange purple red silver gold pink \
beige navy cyan magenta ivory almond tan cream clear amber turquoise maroon charcoal
side: left right
end: front rear
height: upper lower
seat: driver passenger
sex: male female
wearer: men=man women=woman=lady boy girl kid=child unisex
largeness: xsmall small medium large xlarge xxlarge xxxlarge
material: stainless galvanized zinc brass bronze copper aluminum nylon pvc cpvc pex \
blackiron rubber plastic wood cotton polyester polypropylene leather vinyl viton \
titanium
place: interior=indoor exterior=outdoor
supply: cordless corded
temper: hot cold
roast: dark light mild
caffeine: decaffeinated
sugar: diet zero sugarfree
rate: regular overtime weekend
lack: without=free=non=less
condition: used refurbished renewed
act: repair installation maintenance cleaning lease rental=rent=hire warranty \
training delivery deposit refund trial subscription upgrade
part: refill kit set sample spare
edition: plus max ultra mini lite deluxe premium basic professional
height of a value: high low
paper: legal letter tabloid
""".replace("\\\n", "")
)

NOISE = _words("""
a x an the of for with and by on to per de la le el y und mit
new old stock item product misc discontinued obsolete use no genuine original type size
""")

PRODUCTS = Profile(
    SHORTS,
    CLASSES,
    NOISE,
    phrases=PHRASES,
    implied=IMPLIED,
    contradictions=product_contradictions,
)

PARTIES = Profile(
    shorts=_shorts(
        """
incorporated: inc
corporation: corp
company: co
limited: ltd
brothers: bro bros brother
international: intl
association: assn assoc
associates: assoc
department: dept
management: mgmt
services: svc svcs service
manufacturing: mfg
construction: constr
university: univ
saint: st
street: st
mount: mt
number: no
""",
        str,
    ),
    phrases=_phrases("""
l l c: llc
l l p: llp
p c: pc
"""),
    classes=_classes("""
form: incorporated=corporation llc limited gmbh ag bv nv sa srl spa plc llp pty pc
generation: jr sr ii iii iv
title: mr mrs ms miss dr
"""),
    noise=_words("an the of and und et attn"),
    units=False,
    typos=False,
    prices=False,
    persons=True,
    optional=_words("incorporated llc limited corporation company lp llp pllc"),
    coded=False,
    contradictions=party_contradictions,
)
