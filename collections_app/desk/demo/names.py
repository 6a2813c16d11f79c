"""What are people and places called in the demo city? Made up, from a spread of communities."""

FIRST = (
    "Aino Amina Anders Anong Aisha Bao Benedikt Birgit Carlos Celia Chue Daniel Derrick Dolores Elena Emil "
    "Esther Evelyn Fadumo Farah Gerald Greta Halima Harriet Hodan Ingrid Ismael Ivan James Joy Juan Kaarina "
    "Kalia Karen Kou Lars Leena Liban Linnea Lourdes Luz Mai Marisol Marit Martha Mikko Mohamed Moua Nadia Nils "
    "Olga Oscar Pang Paul Petra Ramon Renee Rosa Ruth Sahra Samuel Shanice Sigrid Solveig Stefan Tou Tomas "
    "Tuomas Vera Walter Xiong Yasmin Yer Zainab"
).split()
LAST = (
    "Abdirahman Ahonvaara Aldenholm Anderholt Barrowsmith Bergstrand Castellan Cedarquist Dirshe Dovrefell "
    "Eklund-Hayes Elmi Farsheed Fjeldstad Garrison-Moe Guledsen Haugerud Hawkwood Hernandez-Lind Ibarrola "
    "Isaksen Jarvinpaa Jokelainen Kangasvuo Kirchbaum Kivistola Larrabee Lindqvist Lovaas Madsgaard Maxamed "
    "Mendozarra Moualor Nordgaard Nygardsen Okeraho Omondale Ortegano Oyelaran Palmgren Pechawer Quistorf "
    "Rautiainen Riverwind Rosengaard Salmelinen Sandovalle Skarpnes Solvaer Stonebear Syverud Thaovang "
    "Thunderhawk Tollefsrud Vangsness Vuelueyang Warsamegal Whitcomb Whitefeather Xiongpao Yangcheng Zielinskow"
).split()
STREETS = (
    "Anchor Street|Birchbark Way|Canal Row|Cedar Terrace|East 4th Street|East 7th Street|Garfield Avenue|"
    "Granite Lane|Harbor Street|Iron Range Road|Juniper Court|Lakeview Drive|Lighthouse Road|London Terrace|"
    "Maple Grove Lane|North 12th Avenue East|North 27th Avenue West|Otter Lane|Pinehollow Road|Quarry Street|"
    "Ridgeview Court|Skyline Way|Spruce Street|Superior Row|Tamarack Street|West 3rd Street|West 9th Street|"
    "Willow Bend"
).split("|")
TRADES = (
    "Bakery|Books|Boat Works|Brewing|Cafe|Cleaners|Clinic|Credit Union|Dairy|Dental|Diner|Electric|Fish Market|"
    "Flowers|Foundry|Fuel|Grocery|Hardware|Ironworks|Laundry|Lumber|Machine Shop|Motel|Music|Outfitters|Pharmacy|"
    "Printing|Storage"
).split("|")
PLACES = (
    "Aspen Basalt Bayfront Canal Copperhead Evergreen Gulls Harborside Loon Northwind Pinehollow Portage Ridge "
    "Twin Ports"
).split()
ZIPS = ("55801", "55803", "55805", "55807")
CITY, STATE = "Demo City", "MN"
