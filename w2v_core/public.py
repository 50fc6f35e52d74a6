"""The public names of w2v_core; `from w2v_core import …` finds each of them here."""

from w2v_core.errors import (
    CorpusError,
    DivergenceError,
    ExpressionError,
    FormatError,
    ReadError,
    RunError,
    SettingError,
    TrainingWarning,
    UnknownWordError,
    VocabularyError,
    W2VError,
)
from w2v_core.evaluation.alacarte import ALaCarte, a_la_carte
from w2v_core.evaluation.analogies import AnalogyScore, read_questions, score_analogies
from w2v_core.evaluation.change import Change, compare
from w2v_core.evaluation.difference import Difference, difference
from w2v_core.evaluation.findings import Finding, ProbeReport
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.pairs import RatedPairs, read_pairs
from w2v_core.evaluation.probe import probe
from w2v_core.evaluation.similarity import SimilarityScore, score_similarity
from w2v_core.evaluation.usage import Usage, usage
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.cbow import CBOW, CBOWConfig
from w2v_core.models.ppmi_svd import PPMISVD, PPMISVDConfig
from w2v_core.models.progress import Progress, Trainer
from w2v_core.models.proposals import propose
from w2v_core.models.sgns import SGNS, SGNSConfig
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import Groups, group_documents
from w2v_core.text.loading import load_corpus
from w2v_core.text.views.near_counts import Reading
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files.formats import load, save
from w2v_core.vectors.projection import pca, tsne
from w2v_core.vectors.word_vectors import Neighbor, WordVectors
from w2v_core.version import __version__

__all__ = [
    "ALGORITHMS",
    "CBOW",
    "PPMISVD",
    "SGNS",
    "ALaCarte",
    "AnalogyScore",
    "CBOWConfig",
    "Change",
    "Corpus",
    "CorpusError",
    "Difference",
    "DivergenceError",
    "ExpressionError",
    "Finding",
    "FormatError",
    "Groups",
    "Known",
    "Neighbor",
    "PPMISVDConfig",
    "ProbeReport",
    "Progress",
    "RatedPairs",
    "ReadError",
    "Reading",
    "RunError",
    "SGNSConfig",
    "SettingError",
    "SimilarityScore",
    "TokenizerConfig",
    "Trainer",
    "TrainingWarning",
    "UnknownWordError",
    "Usage",
    "Vocabulary",
    "VocabularyError",
    "W2VError",
    "WordVectors",
    "__version__",
    "a_la_carte",
    "compare",
    "difference",
    "group_documents",
    "load",
    "load_corpus",
    "pca",
    "probe",
    "propose",
    "read_pairs",
    "read_questions",
    "save",
    "score_analogies",
    "score_similarity",
    "tsne",
    "usage",
]
