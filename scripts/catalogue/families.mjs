/**
 * What a trade warehouse keeps. A good's name is a pattern; {list} takes a word of its own lists or of its family's.
 * Prices in minor units (cents), quantities in pieces.
 */
export const families = [
  {
    code: 'FA',
    zones: ['A', 'B'],
    priceMinor: [190, 2450],
    quantity: [20, 600],
    labels: ['metric', 'bulk', 'stainless'],
    words: {
      thread: ['M3', 'M4', 'M5', 'M6', 'M8', 'M10', 'M12', 'M16'],
      length: ['10', '12', '16', '20', '25', '30', '40', '50', '60', '80', '100'],
      finish: ['zinc-plated', 'hot-dip galvanised', 'A2 stainless', 'A4 stainless', 'black oxide', 'brass'],
    },
    goods: [
      { name: 'Hex bolt {thread} × {length}, {finish}', words: {}, unit: ['box of 50', 'box of 100'] },
      { name: 'Socket cap screw {thread} × {length}, {finish}', words: {}, unit: ['box of 100'] },
      { name: 'Countersunk screw {thread} × {length}, {finish}', words: {}, unit: ['box of 200'] },
      { name: 'Threaded rod {thread}, {metres}, {finish}', words: { metres: ['1 m', '2 m', '3 m'] } },
      {
        name: '{kind} nut {thread}, {finish}',
        words: { kind: ['Hex', 'Lock', 'Wing', 'Flange', 'Cap', 'T-slot'] },
        unit: ['box of 100', 'box of 200'],
      },
      { name: '{kind} washer {thread}, {finish}', words: { kind: ['Flat', 'Spring', 'Serrated', 'Penny'] }, unit: ['box of 500'] },
      {
        name: 'Wood screw {gauge} × {length}, {finish}',
        words: { gauge: ['3.5', '4.0', '4.5', '5.0', '6.0'] },
        unit: ['box of 200', 'box of 500'],
      },
      {
        name: 'Wall plug {diameter} × {length}, nylon',
        words: { diameter: ['6', '8', '10', '12', '14'] },
        unit: ['bag of 50', 'bag of 100'],
      },
    ],
  },
  {
    code: 'EL',
    zones: ['C', 'D'],
    priceMinor: [350, 8900],
    quantity: [4, 120],
    labels: ['230V', 'indoor', 'outdoor', 'certified'],
    fragile: true,
    words: {
      rating: ['6 A', '10 A', '16 A', '20 A', '25 A', '32 A', '40 A', '63 A'],
      section: ['1.5 mm²', '2.5 mm²', '4 mm²', '6 mm²', '10 mm²'],
      colour: ['black', 'blue', 'brown', 'grey', 'red', 'white', 'green-yellow'],
    },
    goods: [
      { name: 'Circuit breaker {poles} {curve}{rating}', words: { poles: ['1P', '2P', '3P', '4P'], curve: ['B', 'C', 'D'] } },
      { name: 'Residual current device {rating} / {trip}', words: { trip: ['30 mA', '100 mA', '300 mA'] } },
      { name: 'Single core wire {section}, {colour}', words: {}, unit: ['100 m coil', '500 m drum'] },
      {
        name: 'Installation cable {cores} × {section}',
        words: { cores: ['3', '4', '5', '7'] },
        unit: ['50 m coil', '100 m coil', '500 m drum'],
      },
      {
        name: 'Cable gland {thread}, {material}',
        words: {
          thread: ['M12', 'M16', 'M20', 'M25', 'M32', 'M40'],
          material: ['brass', 'polyamide grey', 'polyamide black', 'stainless'],
        },
        unit: ['bag of 10', 'bag of 25'],
      },
      { name: 'Terminal block {section}, {colour}', words: {}, unit: ['box of 50', 'box of 100'] },
      { name: 'Socket outlet {places}-gang, {colour}', words: { places: ['1', '2', '3', '4'] } },
      { name: 'Contactor {rating}, {coil} coil', words: { coil: ['24 V DC', '24 V AC', '230 V AC'] } },
      { name: 'Ferrule {section}, insulated, {colour}', words: {}, unit: ['bag of 100', 'bag of 500'] },
    ],
  },
  {
    code: 'PL',
    zones: ['E', 'F'],
    priceMinor: [220, 6400],
    quantity: [6, 180],
    labels: ['potable', 'brass', 'press-fit'],
    words: { diameter: ['15 mm', '18 mm', '22 mm', '28 mm', '35 mm', '42 mm', '54 mm'], inch: ['½"', '¾"', '1"', '1¼"', '1½"', '2"'] },
    goods: [
      {
        name: '{kind} {diameter}, copper press',
        words: { kind: ['Elbow 90°', 'Elbow 45°', 'Equal tee', 'Coupling', 'Stop end', 'Union'] },
        unit: ['bag of 5', 'bag of 10', 'single'],
      },
      { name: '{kind} {inch}, malleable iron', words: { kind: ['Elbow', 'Tee', 'Nipple', 'Socket', 'Cross', 'Plug'] } },
      { name: 'Ball valve {inch}, {body}', words: { body: ['brass lever', 'brass butterfly', 'stainless', 'with drain'] } },
      { name: 'Copper pipe {diameter}, {metres}', words: { metres: ['3 m', '5 m', '25 m coil'] } },
      {
        name: 'Pipe clip {diameter}, {kind}',
        words: { kind: ['rubber lined', 'plastic', 'hinged', 'double'] },
        unit: ['bag of 25', 'bag of 50'],
      },
      {
        name: 'Waste {kind} {size}',
        words: {
          kind: ['bend 45°', 'bend 90°', 'branch', 'reducer', 'cleaning eye', 'sleeve'],
          size: ['DN 32', 'DN 40', 'DN 50', 'DN 75', 'DN 110', 'DN 125'],
        },
      },
      { name: 'Flexible hose {inch}, {length}', words: { length: ['300 mm', '500 mm', '800 mm', '1,000 mm'] } },
    ],
  },
  {
    code: 'SF',
    zones: ['G'],
    priceMinor: [120, 7900],
    quantity: [10, 240],
    labels: ['EN 388', 'EN 166', 'hi-vis', 'disposable'],
    words: { size: ['S', 'M', 'L', 'XL', 'XXL'], colour: ['yellow', 'orange', 'navy', 'grey'] },
    goods: [
      {
        name: 'Work glove {kind}, size {number}',
        words: { kind: ['nitrile', 'leather', 'cut level C', 'cut level F', 'winter', 'latex grip'], number: ['7', '8', '9', '10', '11'] },
        unit: ['pair', 'pack of 12'],
      },
      {
        name: 'Safety glasses {lens}, {frame}',
        words: { lens: ['clear', 'grey', 'amber', 'blue blocker'], frame: ['wraparound', 'over-glasses', 'sealed goggle'] },
      },
      { name: 'Hi-vis {garment} {colour}, {size}', words: { garment: ['vest', 'jacket', 'trousers', 'polo shirt'] } },
      {
        name: 'Safety shoe {level}, size {number}',
        words: { level: ['S1P', 'S3', 'S3L', 'S5'], number: ['38', '39', '40', '41', '42', '43', '44', '45', '46', '47'] },
      },
      {
        name: 'Dust mask {class}, {kind}',
        words: { class: ['FFP1', 'FFP2', 'FFP3'], kind: ['flat fold', 'with valve', 'cup'] },
        unit: ['box of 10', 'box of 20'],
      },
      { name: 'Hard hat {kind}, {colour}', words: { kind: ['vented', 'unvented', 'with visor', 'climbing'] } },
    ],
  },
  {
    code: 'PK',
    zones: ['H', 'J'],
    priceMinor: [60, 3900],
    quantity: [30, 900],
    labels: ['recycled', 'FSC', 'bulk'],
    words: {
      dimensions: [
        '200 × 150 × 100',
        '250 × 200 × 150',
        '300 × 200 × 150',
        '300 × 300 × 200',
        '400 × 300 × 200',
        '400 × 300 × 300',
        '500 × 400 × 300',
        '600 × 400 × 400',
        '800 × 600 × 400',
      ],
    },
    goods: [
      {
        name: 'Carton {dimensions}, {wall}',
        words: { wall: ['single wall', 'double wall', 'triple wall'] },
        unit: ['pack of 10', 'pack of 20', 'pack of 25'],
      },
      {
        name: 'Packing tape {width}, {kind}',
        words: { width: ['25 mm', '48 mm', '50 mm', '75 mm'], kind: ['brown PP', 'clear PP', 'paper', 'fragile print', 'filament'] },
        unit: ['roll', 'pack of 6', 'pack of 36'],
      },
      {
        name: 'Stretch film {width}, {gauge}',
        words: { width: ['100 mm', '450 mm', '500 mm'], gauge: ['15 µm', '17 µm', '20 µm', '23 µm'] },
        unit: ['clear', 'black'],
      },
      {
        name: 'Bubble mailer {size}',
        words: { size: ['A/11', 'B/12', 'C/13', 'D/14', 'E/15', 'F/16', 'G/17', 'H/18', 'K/20'] },
        unit: ['pack of 10', 'box of 50', 'box of 100'],
      },
      {
        name: 'Pallet label {size}, {kind}',
        words: { size: ['A5', 'A6', '100 × 150'], kind: ['thermal', 'laser', 'removable'] },
        unit: ['roll of 500', 'roll of 1,000'],
      },
    ],
  },
  {
    code: 'TL',
    zones: ['K', 'L'],
    priceMinor: [390, 24_900],
    quantity: [1, 40],
    labels: ['calibrated', 'VDE', 'cordless'],
    words: { millimetres: ['6', '7', '8', '10', '11', '12', '13', '14', '16', '17', '18', '19', '22', '24', '27', '30', '32'] },
    goods: [
      { name: 'Combination spanner {millimetres} mm{kind}', words: { kind: ['', ', ratchet', ', offset'] } },
      { name: 'Socket {drive} {millimetres} mm', words: { drive: ['¼"', '⅜"', '½"', '¾"'] }, unit: ['standard', 'deep', 'impact'] },
      {
        name: 'Screwdriver {tip}, {blade}',
        words: {
          tip: ['PH1', 'PH2', 'PH3', 'PZ1', 'PZ2', 'TX10', 'TX15', 'TX20', 'TX25', 'TX30', 'slotted 4', 'slotted 6'],
          blade: ['75 mm', '100 mm', '150 mm', 'stubby', 'insulated'],
        },
      },
      {
        name: 'Twist drill {diameter} mm, {steel}',
        words: {
          diameter: ['2.0', '2.5', '3.0', '3.3', '4.0', '4.2', '5.0', '6.0', '6.8', '8.0', '8.5', '10.0', '10.2', '12.0', '13.0'],
          steel: ['HSS', 'HSS-Co', 'HSS-TiN', 'carbide'],
        },
        unit: ['single', 'pack of 10'],
      },
      {
        name: 'Hammer drill bit {diameter} × {length}',
        words: { diameter: ['5', '6', '8', '10', '12', '14', '16', '20'], length: ['110', '160', '210', '260', '310', '450', '600'] },
      },
      {
        name: '{kind} pliers {length}',
        words: {
          kind: ['Combination', 'Side-cutting', 'Long-nose', 'Water pump', 'Crimping', 'Circlip'],
          length: ['140 mm', '160 mm', '180 mm', '200 mm', '250 mm'],
        },
      },
      {
        name: 'Cutting disc {diameter} × {thickness}, {for}',
        words: {
          diameter: ['115', '125', '180', '230'],
          thickness: ['1.0', '1.6', '2.0', '2.5'],
          for: ['steel', 'inox', 'stone', 'aluminium'],
        },
        unit: ['pack of 10', 'pack of 25'],
      },
    ],
  },
  {
    code: 'CH',
    zones: ['M'],
    priceMinor: [340, 9800],
    quantity: [3, 90],
    labels: ['hazmat', 'frost-free', 'VOC-free'],
    fragile: true,
    words: { volume: ['100 ml', '250 ml', '500 ml', '1 l', '5 l', '10 l', '25 l'] },
    goods: [
      {
        name: '{kind} {volume}',
        words: {
          kind: [
            'Cutting oil',
            'Chain oil',
            'Penetrating oil',
            'Brake cleaner',
            'Isopropanol',
            'Degreaser',
            'Glass cleaner',
            'Hand cleaner',
            'Cold zinc',
            'Coolant',
            'Screen wash',
            'Hydraulic oil HLP 46',
            'Compressor oil',
            'Distilled water',
          ],
        },
        unit: ['bottle', 'can', 'canister'],
      },
      {
        name: '{kind} sealant {volume}, {colour}',
        words: {
          kind: ['Silicone', 'Acrylic', 'Hybrid polymer', 'Polyurethane', 'Fire-rated'],
          volume: ['290 ml', '310 ml', '600 ml'],
          colour: ['white', 'grey', 'black', 'transparent', 'beige', 'anthracite'],
        },
      },
      {
        name: 'Spray paint {code}, {sheen}',
        words: {
          code: ['RAL 1003', 'RAL 2004', 'RAL 3000', 'RAL 5010', 'RAL 6018', 'RAL 7016', 'RAL 7035', 'RAL 9005', 'RAL 9010', 'RAL 9016'],
          sheen: ['gloss', 'satin', 'matt'],
        },
        unit: ['400 ml'],
      },
      {
        name: 'Epoxy adhesive {volume}, {time}',
        words: { volume: ['25 ml', '50 ml', '200 ml'], time: ['5 min', '30 min', '90 min', 'metal-filled'] },
      },
    ],
  },
  {
    code: 'BR',
    zones: ['N', 'P'],
    priceMinor: [280, 18_500],
    quantity: [2, 60],
    labels: ['SKF', 'sealed', 'imperial'],
    words: {
      series: [
        '6000',
        '6001',
        '6002',
        '6003',
        '6004',
        '6005',
        '6200',
        '6201',
        '6202',
        '6203',
        '6204',
        '6205',
        '6206',
        '6300',
        '6302',
        '6304',
        '6305',
        '6306',
      ],
    },
    goods: [
      { name: 'Deep groove ball bearing {series}{seal}', words: { seal: ['', '-Z', '-2Z', '-RS', '-2RS', '-2RS C3'] } },
      {
        name: 'V-belt {section} {length}',
        words: {
          section: ['SPZ', 'SPA', 'SPB', 'XPZ', 'XPA'],
          length: ['630', '750', '850', '1000', '1120', '1250', '1400', '1600', '1800', '2000'],
        },
      },
      {
        name: 'O-ring {inner} × {cord}, {material}',
        words: {
          inner: ['8', '10', '12', '15', '18', '20', '25', '30', '40', '50'],
          cord: ['1.5', '2.0', '2.5', '3.0', '4.0'],
          material: ['NBR 70', 'FKM 75', 'EPDM 70', 'silicone'],
        },
        unit: ['bag of 10', 'bag of 50'],
      },
      {
        name: 'Radial shaft seal {dimensions}',
        words: {
          dimensions: [
            '15 × 30 × 7',
            '20 × 35 × 7',
            '25 × 40 × 7',
            '25 × 47 × 7',
            '30 × 47 × 7',
            '30 × 52 × 7',
            '35 × 52 × 7',
            '40 × 62 × 7',
            '45 × 62 × 8',
            '50 × 72 × 8',
          ],
        },
        unit: ['NBR', 'FKM'],
      },
      {
        name: 'Roller chain {pitch}, {length}',
        words: { pitch: ['06B-1', '08B-1', '08B-2', '10B-1', '12B-1', '16B-1'], length: ['1 m', '5 m', '10 m', 'connecting link'] },
      },
    ],
  },
]
