"""List the goods that shops, offices and kitchens keep.

A family is (price, share of the catalogue, slots). A slot is "role: options", options
separated by "|"; an option "-" leaves the slot out. The roles: noun, kind (adjectives,
materials), brand, model, colour, side, size (a measure; several are one dimension),
amount (a measure of its own), pack.
"""

INCH = "1/8 in|1/4 in|5/16 in|3/8 in|1/2 in|5/8 in|3/4 in"
LENGTH = "1/2 in|3/4 in|1 in|1-1/4 in|1-1/2 in|2 in|2-1/2 in|3 in|4 in|6 in|8 in"
MM = "12 mm|16 mm|20 mm|25 mm|30 mm|40 mm|50 mm|60 mm|80 mm|100 mm"
PIPE = "1/4 in|3/8 in|1/2 in|3/4 in|1 in|1-1/4 in|1-1/2 in|2 in|3 in|4 in"
METAL = "Stainless steel|Zinc plated|Galvanized|Brass|Black oxide|Bronze|Ceramic coated"
PACKS = "-|pack 10|box 25|box 50|box 100|box 250|bag 12"
COLOURS = "Black|White|Red|Blue|Green|Yellow|Brown|Gray|Orange"

FAMILIES = {
    "bolt": (
        (0.8, 30),
        18,
        "noun: Hex bolt|Carriage bolt|Lag screw|Eye bolt|Threaded rod|U-bolt",
        f"kind: {METAL}",
        f"size: {INCH}",
        f"size: {LENGTH}",
        f"pack: {PACKS}",
    ),
    "screw": (
        (3, 25),
        14,
        "noun: Wood screw|Deck screw|Drywall screw|Sheet metal screw|Self drilling"
        " screw|Machine screw",
        f"kind: {METAL}",
        "kind: Phillips|Slotted|Torx|Square drive|Hex head",
        "kind: Flat head|Pan head|Round head|Truss head",
        "size: no 4|no 6|no 8|no 10|no 12",
        f"size: {LENGTH}",
        f"pack: {PACKS}",
    ),
    "metric": (
        (0.5, 15),
        7,
        "noun: Socket cap screw|Hex cap screw|Set screw|Stud",
        "kind: Class 8.8|Class 10.9|A2 stainless|A4 stainless",
        "size: M3|M4|M5|M6|M8|M10|M12",
        f"size: {MM}",
        f"pack: {PACKS}",
    ),
    "nut": (
        (0.1, 6),
        3,
        "noun: Hex nut|Wing nut|Lock nut|Flat washer|Lock washer|Fender washer",
        f"kind: {METAL}",
        f"size: {INCH}",
        f"pack: {PACKS}",
    ),
    "plumbing": (
        (1, 40),
        8,
        "noun: Elbow 90|Elbow 45|Tee|Coupling|Ball valve|Union|Cap|Nipple|Bushing",
        "kind: PVC|CPVC|Copper|Brass|Black iron|PEX",
        "kind: -|Schedule 40|Schedule 80|Threaded|Slip|Female|Male",
        f"size: {PIPE}",
        "size: -|-|1/2 in|3/4 in|1 in",
    ),
    "pipe": (
        (5, 60),
        3,
        "noun: Pipe|Tubing|Conduit|Hose",
        "kind: PVC|CPVC|Copper|Black iron|PEX|Rubber|Vinyl",
        f"size: {PIPE}",
        "size: 5 ft|10 ft|20 ft|50 ft|100 ft",
    ),
    "wire": (
        (10, 200),
        4,
        "noun: Building wire|Speaker wire|Romex cable|Hookup wire|Cable tie",
        "kind: Stranded|Solid|Copper|Tinned copper",
        "amount: 8 awg|10 awg|12 awg|14 awg|16 awg|18 awg|22 awg",
        f"colour: {COLOURS}",
        "amount: 25 ft|50 ft|100 ft|250 ft|500 ft",
    ),
    "light": (
        (3, 40),
        3,
        "noun: LED bulb|Halogen lamp|Floodlight|LED tube|Night light",
        "brand: Philips|Sylvania|Feit|Osram",
        "kind: A19|BR30|PAR38|T8|-",
        "amount: 5 w|9 w|14 w|40 w|60 w|100 w",
        "kind: Soft white|Daylight|Warm white|Cool white",
        "pack: -|pack 2|pack 4|pack 6",
    ),
    "breaker": (
        (6, 90),
        2,
        "brand: Siemens|Eaton|Square D|Leviton",
        "noun: Circuit breaker|Receptacle|Toggle switch|Wall plate|GFCI outlet",
        "kind: Single pole|Double pole|Three way|Duplex|-",
        "amount: 15 a|20 a|30 a|50 a",
        "colour: White|Ivory|Almond|Black|-",
    ),
    "tool": (
        (15, 400),
        5,
        "brand: Makita|Bosch|DeWalt|Milwaukee|Ryobi|Hilti|Metabo",
        "noun: Hammer drill|Impact driver|Circular saw|Angle grinder|Jigsaw|Router"
        "|Belt sander|Heat gun",
        "model: ?",
        "kind: Cordless|Corded|-",
        "amount: 12 v|18 v|20 v|120 v|-",
    ),
    "hand tool": (
        (4, 60),
        4,
        "brand: Stanley|Estwing|Irwin|Klein|Channellock|Craftsman",
        "noun: Claw hammer|Tape measure|Chisel|Pipe wrench|Locking pliers"
        "|Screwdriver|Utility knife|Hacksaw|Putty knife",
        "kind: -|Fiberglass handle|Wood handle|Heavy duty|Magnetic",
        "amount: 16 oz|20 oz|8 in|10 in|12 in|25 ft|16 ft|1 in|2 in",
    ),
    "paint": (
        (8, 80),
        4,
        "noun: Latex paint|Deck stain|Primer|Spray paint|Floor enamel",
        "kind: Interior|Exterior",
        "kind: Matte|Eggshell|Satin|Semi gloss|High gloss",
        "colour: White|Antique white|Navajo white|Black|Barn red|Sky blue|Navy"
        "|Forest green|Sage|Charcoal|Tan|Cream",
        "amount: 1 qt|1 gal|5 gal|12 oz",
    ),
    "paper": (
        (3, 70),
        3,
        "noun: Copy paper|Card stock|Photo paper|Graph paper|Envelope|Legal pad",
        "kind: Letter|Legal|A4|Tabloid|No 10",
        "colour: White|Ivory|Canary|Pink|Blue",
        "amount: 20 lb|24 lb|28 lb|65 lb",
        "pack: ream 500|pack 100|pack 50|case 5000",
    ),
    "pen": (
        (1, 30),
        4,
        "brand: Bic|Pilot|Sharpie|Pentel|Uni-ball|-",
        "noun: Ballpoint pen|Gel pen|Permanent marker|Highlighter|Mechanical pencil"
        "|Dry erase marker",
        "kind: Fine point|Medium point|Chisel tip|Bold",
        f"colour: {COLOURS}",
        "pack: -|pack 4|dozen 1|box 36",
    ),
    "toner": (
        (40, 250),
        2,
        "brand: HP|Canon|Brother|Epson|Lexmark",
        "noun: Toner cartridge|Ink cartridge|Drum unit",
        "model: ?",
        "colour: Black|Cyan|Magenta|Yellow",
        "kind: -|High yield|Standard yield",
    ),
    "filing": (
        (2, 60),
        3,
        "noun: Hanging folder|File folder|Ring binder|Index divider|Sheet protector",
        "kind: Letter size|Legal size",
        "kind: 1/3 cut|1/5 cut|Straight cut|-",
        f"colour: {COLOURS}|Assorted",
        "pack: -|box 25|box 50|box 100",
    ),
    "pantry": (
        (2, 45),
        7,
        "brand: Bella Cucina|Harvest Moon|Don Pedro|Farmhouse|Golden Valley|-",
        "noun: Tomato sauce|Strawberry jam|Peanut butter|Olive oil|Basmati rice"
        "|Chickpeas|Jalapeño slices|Crème fraîche|Dijon mustard|Maple syrup|Penne"
        "|Black beans|Apricot jam|Sunflower oil",
        "kind: Organic|Extra virgin|No salt added|Unsweetened|Hot|Mild|-|-",
        "amount: 250 g|340 g|400 g|500 g|1 kg|5 kg|250 ml|500 ml|1 l|5 l|12 oz|16 oz",
        "pack: -|-|case 6|case 12|case 24",
    ),
    "drink": (
        (1, 50),
        5,
        "brand: Fizzo|Alpine Springs|Old Mill|Sol y Sombra|-",
        "noun: Soda|Sparkling water|Iced tea|Lemonade|Energy drink|Lager|Cider",
        "kind: Lemon|Lime|Orange|Cherry|Peach|Raspberry|Mango|Vanilla|Ginger",
        "kind: -|-|Diet|Sugar free",
        "amount: 250 ml|330 ml|355 ml|500 ml|1 l|2 l",
        "pack: -|pack 6|case 12|case 24",
    ),
    "coffee": (
        (6, 60),
        3,
        "brand: Café Luna|Blue Heron|Torrefacción Sur|Morning Star",
        "noun: Coffee beans|Ground coffee|Green tea|Black tea|Hot chocolate",
        "kind: Dark roast|Medium roast|Light roast|Decaf|Espresso|-",
        "kind: Colombia|Ethiopia|Brazil|Sumatra|-",
        "amount: 250 g|500 g|1 kg|2 lb|5 lb|12 oz",
    ),
    "glove": (
        (4, 60),
        4,
        "noun: Nitrile gloves|Latex gloves|Work gloves|Safety vest|Rain jacket|T-shirt"
        "|Coverall|Hoodie",
        "kind: Powder free|Insulated|Reflective|Cotton|Polyester|-",
        "kind: Mens|Womens|-",
        f"colour: {COLOURS}|Navy",
        "kind: Small|Medium|Large|X-Large|XX-Large",
        "pack: -|-|box 100|pack 12",
    ),
    "car": (
        (5, 300),
        4,
        "noun: Brake pad|Headlight assembly|Door mirror|Control arm|Wheel bearing"
        "|Tail light|Shock absorber|Fender liner",
        "side: Front|Rear|-",
        "side: Left|Right|Upper|Lower|-",
        "brand: Ford F150|Toyota Camry|Honda Civic|Chevy Silverado|Ram 1500|Jeep"
        " Wrangler",
        "amount: 2009|2012|2015|2018|2020|2022|-",
    ),
    "spare": (
        (2, 80),
        2,
        "noun: Gasket|O-ring|Filter cartridge|Drive belt|Bearing|Seal kit|Spring",
        "model: ?",
        "kind: -|Rubber|Viton|Steel|Nylon",
    ),
    "service": (
        (40, 200),
        2,
        "noun: Labor|Consulting|Installation|Site visit|Maintenance contract|Delivery"
        "|Training|Repair|Inspection",
        "kind: Standard rate|Senior rate|Emergency|Weekend|After hours|-",
        "kind: Plumbing|Electrical|HVAC|Roofing|Dishwasher|Boiler|Pump|Network|Zone 1"
        "|Zone 2|Zone 3",
        "kind: Residential|Commercial|-",
        "amount: 1 hr|1 day|-|-",
    ),
}
