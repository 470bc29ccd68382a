"""The look of the product line: colours of each flavour, and for each product its label words and its container."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Paper, three waves from light to deep, ink on paper, ink on the deep wave, lid."""

    paper: str
    waves: tuple[str, str, str]
    ink: str = "#33403d"
    ink_on_wave: str = "#fffaf2"
    lid: str = "#f3eee4"
    motif: str = "wave"  # what rises behind the waves: wave (nothing), sun, moon, leaf, drop
    motif_colour: str = "#f0c95b"


PALETTES = {
    "unflavoured": Palette("#f6f1e7", ("#e2d9c9", "#c6b9a3", "#8d8069"), lid="#d9cfbd"),
    "raspberry-lemon": Palette("#fbeeea", ("#f6d3cd", "#e292a0", "#b8476a"), lid="#c65f7d", motif="sun"),
    "orange": Palette("#fdf1e2", ("#fad7a8", "#f0a25b", "#cf6a2a"), lid="#dd8344", motif="sun", motif_colour="#f7b65f"),
    "cherry": Palette("#f9ebe8", ("#ecbcb8", "#bf5560", "#7f2438"), lid="#8f3144"),
    "sweet-lemon": Palette(
        "#fdf8e3", ("#f9ebac", "#efcf5f", "#b88d1d"), lid="#e9c85a", motif="sun", motif_colour="#f6db78"
    ),
    "mixed": Palette("#fdf3e8", ("#f4d27c", "#e8935a", "#b8476a"), lid="#e8935a", motif="sun"),
    "wildberry": Palette(
        "#272c54", ("#3d3f77", "#5a4f93", "#8a6aa8"), "#f6eedd", "#fffaf2", "#1f2347", "moon", "#f5e6c0"
    ),
    "kids": Palette("#eaf4f4", ("#f9dc8c", "#f2a6a6", "#c9557a"), "#2f4a55", lid="#5fa3ab", motif="sun"),
    "calcium-raspberry": Palette("#f4eef0", ("#f0cfd4", "#cf8ea3", "#86456d"), lid="#9c5c80"),
    "calcium-lemon": Palette("#f8f6e6", ("#efe6b4", "#d6c26c", "#7d7a35"), lid="#a59b4c"),
    "sea": Palette("#eff4f0", ("#cfe0da", "#8fb7ad", "#3f7670")),
    "glacier": Palette("#eef3f6", ("#cfdfe8", "#8fb3c6", "#3f6c86")),
    "dusk": Palette("#f1eff4", ("#d6d0e0", "#a196b8", "#5c5280")),
    "sunrise": Palette("#fdf5e4", ("#fae3ae", "#f0bd5f", "#c4832a"), motif="sun", motif_colour="#f6c04f"),
    "apricot": Palette("#fbf0e6", ("#f7d9bd", "#e5a87a", "#a8643c"), motif="sun", motif_colour="#efb582"),
    "clay": Palette("#f8efe8", ("#ecd2c0", "#cf9a7a", "#8a5038")),
    "citrus-orange": Palette("#fef4e5", ("#fbd9a0", "#f4a850", "#d9741f"), lid="#e8923e", motif="sun"),
    "lime": Palette("#f5f8e6", ("#dfeab4", "#a9c862", "#5f8a2c"), lid="#93b552", motif="sun", motif_colour="#d3e27d"),
    "forest": Palette("#eff3ea", ("#cfdcc2", "#8fae7e", "#3d6545"), motif="leaf", motif_colour="#8fae7e"),
    "slate": Palette("#eff1f3", ("#d2d9df", "#97a6b3", "#4a5e70")),
    "rust": Palette("#f8eee9", ("#eaccc0", "#c98670", "#853b2c")),
    "ocean": Palette("#eaf2f5", ("#bfdbe5", "#6aa5bd", "#1f5876"), motif="drop", motif_colour="#e9c26a"),
    "algae": Palette("#ecf4ef", ("#c3e0d2", "#74b298", "#22685a"), motif="drop", motif_colour="#a8cf8f"),
    "blush": Palette("#fbf0ee", ("#f5d8d2", "#dba79f", "#93605f")),
    "husk": Palette("#f6f2e4", ("#e6dcbb", "#c2b27c", "#7c6c3c"), motif="leaf", motif_colour="#c2b27c"),
    "lemon-lime": Palette("#f8f9e2", ("#eeefa4", "#bed266", "#6c9436"), motif="sun", motif_colour="#f1e37a"),
    "berry": Palette("#f3eef6", ("#d9c9e6", "#a582c2", "#5f3f86")),
    "tea": Palette("#f2f4e8", ("#d8e0bd", "#a3b57a", "#596d38"), motif="leaf", motif_colour="#a3b57a"),
    "earth": Palette("#f6f0e8", ("#e2d0bb", "#b8977a", "#6f4f38"), motif="leaf", motif_colour="#b8977a"),
    "peppermint": Palette(
        "#223a4d", ("#35586b", "#548594", "#8fbfb8"), "#eef5ef", "#16303f", "#f3eee4", "moon", "#f1e9cf"
    ),
    "lavender": Palette("#f3f0f7", ("#dcd3ea", "#ad9bcb", "#695590"), lid="#f3eee4", motif="leaf", motif_colour="#ad9bcb"),
    "water": Palette("#edf5f5", ("#c8e2e3", "#83b9bf", "#357681")),
    "bath": Palette("#f1f5f4", ("#d2e2df", "#98bcb8", "#4c7f80")),
    "night": Palette("#272c54", ("#3d3f77", "#5a4f93", "#8a6aa8"), "#f6eedd", "#fffaf2", "#272c54", "moon", "#f5e6c0"),
}


@dataclass(frozen=True)
class Label:
    """Words on the front: name in one or two lines, what it is, the dose; and the container that carries them."""

    name: tuple[str, ...]
    what: str
    dose: str
    container: str
    palette: str = ""  # empty: the flavour's own


LABELS = {
    "natural-calm": Label(("Natural", "Calm"), "magnesium citrate drink", "205 mg magnesium per tsp", "jar"),
    "natural-calm-packets": Label(("Natural", "Calm"), "magnesium citrate drink", "205 mg magnesium each", "sticks"),
    "calm-kids": Label(("Natural", "Calm Kids"), "magnesium citrate drink", "dose by age on the back", "jar", "kids"),
    "calmful-sleep": Label(("Calmful", "Sleep"), "night-time magnesium drink", "200 mg magnesium · theanine", "jar"),
    "calm-plus-calcium": Label(("Natural Calm", "+ Calcium"), "magnesium, calcium & D3", "175 mg Mg · 105 mg Ca", "jar"),
    "magnesium-bisglycinate-200": Label(("Magnesium", "Bisglycinate"), "gentle capsules", "200 mg each", "amber", "sea"),
    "magnesium-citrate-150": Label(("Magnesium", "Citrate"), "plain capsules", "150 mg each", "amber", "glacier"),
    "magnesium-threonate": Label(("Magnesium", "L-Threonate"), "capsules", "144 mg in three", "amber", "dusk"),
    "calm-gummies": Label(("Magnesium", "Gummies"), "soft pectin gummies", "330 mg in four", "gummies"),
    "vitamin-d3-drops": Label(("Vitamin", "D3"), "drops", "1,000 IU per drop", "dropper", "sunrise"),
    "vitamin-d3-k2": Label(("Vitamin", "D3 + K2"), "softgels", "1,000 IU · 100 mcg", "amber", "apricot"),
    "b-complex-50": Label(("B-Complex", "50"), "eight B vitamins", "one capsule a day", "amber", "clay"),
    "vitamin-c-1000": Label(("Vitamin C", "1000"), "fizzing powder", "1,000 mg per scoop", "jar"),
    "daily-multi": Label(("Daily", "Multi"), "vitamins & minerals", "one tablet a day", "white", "forest"),
    "zinc-citrate-25": Label(("Zinc", "Citrate"), "small tablets", "25 mg each", "white", "slate"),
    "iron-gentle": Label(("Gentle", "Iron"), "bisglycinate with vitamin C", "25 mg each", "amber", "rust"),
    "omega-3-fish-oil": Label(("Omega-3", "Fish Oil"), "anchovy & sardine", "400 mg EPA · 200 mg DHA", "amber", "ocean"),
    "algae-omega": Label(("Algae", "Omega-3"), "vegan softgels", "300 mg DHA · 150 mg EPA", "amber", "algae"),
    "probiotic-25": Label(("Daily", "Probiotic"), "eight strains", "25 billion cultures", "white", "blush"),
    "fibre-psyllium": Label(("Psyllium", "Fibre"), "husk, nothing else", "6 g fibre per tbsp", "pouch", "husk"),
    "electrolyte-mix": Label(("Electrolyte", "Mix"), "with magnesium & potassium", "low in sugar", "sticks"),
    "l-theanine-200": Label(("L-Theanine", "200"), "from the tea leaf", "200 mg each", "amber", "tea"),
    "ashwagandha": Label(("Ashwa-", "gandha"), "root extract", "300 mg each", "amber", "earth"),
    "melatonin-3": Label(("Melatonin", "3 mg"), "peppermint, dissolving", "for 18 and over", "white", "peppermint"),
    "magnesium-spray": Label(("Magnesium", "Spray"), "magnesium chloride", "for the skin", "spray"),
    "bath-flakes": Label(("Bath", "Flakes"), "magnesium chloride", "for a warm bath", "pouch", "bath"),
    "stay-calm-mug": Label(("Stay", "Calm"), "", "", "mug", "water"),
    "dosing-spoon": Label(("5 mL",), "", "", "spoon", "water"),
    "sleep-journal": Label(("Sleep", "Journal"), "thirty nights, a page each", "", "book", "night"),
}

FLAVOUR_PALETTES = {
    ("calm-plus-calcium", "Raspberry-Lemon"): "calcium-raspberry",
    ("calm-plus-calcium", "Sweet Lemon"): "calcium-lemon",
    ("vitamin-c-1000", "Orange"): "citrus-orange",
    ("magnesium-spray", "Plain"): "water",
    ("vitamin-c-1000", "Lime"): "lime",
}


def palette_for(product: str, flavour: str) -> Palette:
    """The product's own colours, else those of the flavour."""
    name = FLAVOUR_PALETTES.get((product, flavour)) or LABELS[product].palette or flavour.lower().replace(" ", "-")
    return PALETTES[name]
