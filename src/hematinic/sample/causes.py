"""Why a sampled patient is ill: the groups, with what each does to body and record."""

from dataclasses import dataclass

from hematinic.sample.chance import Range
from hematinic.sample.model import Group

NONE: Range = (0.0, 0.0)
LACK: Range = (0.35, 1.0)
"""How much is lacking, 0 nothing to 1 all: of a deficiency that a laboratory can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    name: str
    group: Group
    share: float
    """How often among all, relative to the others."""
    b12_lack: Range = NONE
    iron_lack: Range = NONE
    folate_lack: Range = NONE
    sexes: str = "fm"
    ages: tuple[int, int] = (18, 88)
    present: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    iron_absorption: Range = (1.0, 1.0)
    """Multiplier on oral absorption (5.19)."""
    losses: Range = (0.0, 0.0)
    """mg of iron a day beyond what food replaces."""
    crp: Range = (0.4, 4.0)
    egfr: Range = (68.0, 112.0)
    neurological: float = 0.0
    """Share with neurological features."""
    capacity: Range = (1.0, 1.0)
    """Of the marrow with all supplies: low in kidney disease, inflammation, myelodysplasia."""
    cell_volume: float = 0.0
    """fL by which the red cells differ for a reason of their own (thalassemia, myelodysplasia)."""
    ferritin: Range | None = None
    """Where it misleads: printed whatever the stores are."""
    saturation: Range | None = None
    b12_level: Range | None = None
    intravenous: bool = False
    """Whether its iron is given by vein."""

    @property
    def b12_deficient(self) -> bool:
        return self.b12_lack != NONE

    @property
    def iron_deficient(self) -> bool:
        return self.iron_lack != NONE


COMBINED = (
    Cause(
        name="autoimmune_gastritis", group="combined", share=8, b12_lack=LACK, iron_lack=LACK,
        ages=(35, 88), present=("pernicious_anemia",), neurological=0.4,
        results=(("intrinsic_factor_antibody", "positive"),), iron_absorption=(0.2, 0.35),
        intravenous=True,
    ),
    Cause(
        name="gastritis_masking_iron", group="combined", share=2, b12_lack=(0.6, 1.0),
        iron_lack=(0.35, 0.6), ages=(40, 88), present=("pernicious_anemia",), neurological=0.4,
        iron_absorption=(0.2, 0.35), intravenous=True, ferritin=(60, 140), saturation=(24, 40),
    ),
    Cause(
        name="gastric_bypass", group="combined", share=5, b12_lack=LACK, iron_lack=LACK,
        ages=(25, 65), done=("gastric_bypass",), neurological=0.2, iron_absorption=(0.2, 0.5),
        intravenous=True,
    ),
    Cause(
        name="celiac_disease", group="combined", share=5, b12_lack=(0.35, 0.7), iron_lack=LACK,
        ages=(20, 75), present=("celiac_disease",), neurological=0.15, iron_absorption=(0.1, 0.4),
    ),
    Cause(
        name="crohn_disease", group="combined", share=5, b12_lack=(0.35, 0.8), iron_lack=LACK,
        ages=(18, 70), present=("crohn_disease",), neurological=0.15, crp=(6, 60),
        iron_absorption=(0.3, 0.6), intravenous=True,
    ),
    Cause(
        name="vegan_menorrhagia", group="combined", share=7, b12_lack=LACK, iron_lack=LACK,
        sexes="f", ages=(18, 48), present=("vegan_diet", "menorrhagia"), neurological=0.2,
        losses=(0.2, 0.8),
    ),
    Cause(
        name="metformin_bleeding", group="combined", share=6, b12_lack=(0.35, 0.8), iron_lack=LACK,
        ages=(50, 88), present=("gastrointestinal_bleeding",), takes=("metformin",),
        neurological=0.3, losses=(0.3, 1.2), egfr=(35, 100),
    ),
    Cause(
        name="helicobacter_pylori", group="combined", share=5, b12_lack=(0.35, 0.7), iron_lack=LACK,
        ages=(25, 80), present=("helicobacter_pylori",), neurological=0.1,
        iron_absorption=(0.5, 0.8),
    ),
    Cause(
        name="nitrous_oxide_menorrhagia", group="combined", share=3, b12_lack=LACK, iron_lack=LACK,
        sexes="f", ages=(18, 40), present=("nitrous_oxide_use", "menorrhagia"), neurological=0.8,
        losses=(0.2, 0.8), b12_level=(150, 420),
    ),
    Cause(
        name="ileal_resection", group="combined", share=4, b12_lack=LACK, iron_lack=LACK,
        ages=(20, 80), done=("ileal_resection",), neurological=0.25,
    ),
)  # fmt: skip

SINGLE = (
    Cause(name="menorrhagia", group="iron", share=6, iron_lack=LACK, sexes="f", ages=(18, 50),
          present=("menorrhagia",), losses=(0.2, 0.8)),
    Cause(name="bowel_bleeding", group="iron", share=5, iron_lack=LACK, ages=(45, 88),
          present=("gastrointestinal_bleeding",), losses=(0.3, 1.2)),
    Cause(name="proton_pump_inhibitor", group="iron", share=3, iron_lack=(0.35, 0.7),
          ages=(40, 88), takes=("omeprazole",), iron_absorption=(0.6, 0.8)),
    Cause(name="gastritis_before_iron", group="b12", share=4, b12_lack=LACK, ages=(40, 88),
          present=("pernicious_anemia",), neurological=0.4),
    Cause(name="vegan", group="b12", share=4, b12_lack=LACK, present=("vegan_diet",),
          neurological=0.2),
    Cause(name="metformin", group="b12", share=4, b12_lack=(0.35, 0.8), ages=(45, 88),
          takes=("metformin",), egfr=(35, 100), neurological=0.3),
)  # fmt: skip

LOOK_ALIKES = (
    Cause(name="inflammation_hiding_iron", group="look-alike", share=4, iron_lack=LACK,
          present=("rheumatoid_arthritis",), crp=(12, 70), capacity=(0.85, 0.95),
          ferritin=(32, 66), saturation=(6, 15)),
    Cause(name="inflammation", group="look-alike", share=4, present=("rheumatoid_arthritis",),
          crp=(12, 70), capacity=(0.75, 0.9), ferritin=(150, 450), saturation=(12, 26)),
    Cause(name="thalassemia_trait", group="look-alike", share=3, present=("thalassemia_trait",),
          capacity=(0.78, 0.92), cell_volume=-22),
    Cause(name="kidney_disease", group="look-alike", share=3, ages=(50, 88),
          present=("chronic_kidney_disease",), egfr=(16, 44), capacity=(0.68, 0.85),
          ferritin=(320, 600), saturation=(32, 42)),
    Cause(name="folate_deficiency", group="look-alike", share=3, folate_lack=LACK),
    Cause(name="pregnancy", group="look-alike", share=3, sexes="f", ages=(20, 42),
          present=("pregnancy",), capacity=(0.80, 0.92), ferritin=(50, 90), saturation=(22, 34),
          b12_level=(190, 340)),
    Cause(name="myelodysplasia", group="look-alike", share=2, ages=(62, 88),
          present=("myelodysplastic_syndrome",), capacity=(0.6, 0.8), cell_volume=14,
          ferritin=(160, 500), saturation=(28, 43)),
)  # fmt: skip

CAUSES = (*COMBINED, *SINGLE, *LOOK_ALIKES, Cause(name="healthy", group="healthy", share=10))
SHARES = tuple(cause.share for cause in CAUSES)
