"""The walls of the architecture, read off the imports."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import w2v_core
from w2v_core import errors

ROOT = Path(__file__).resolve().parents[2]
CORE = sorted((ROOT / "w2v_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# What each part may import besides itself: the picture of the house, from the ground up.
BELOW: dict[str, set[str]] = {
    "base": set(),
    "text": {"base"},
    "vectors": {"base", "text"},
    "host": {"base", "text"},
    "models": {"base", "text", "vectors"},
    "evaluation": {"base", "text", "vectors"},
    "maps": {"base", "vectors", "host"},
    "intake": {"base", "text", "models", "host"},
    "runs": {"base", "text", "vectors", "models", "host"},
    "cli": {"base", "text", "vectors", "models", "evaluation", "host", "intake", "runs"},
    "top": {"base", "text", "vectors", "models", "evaluation", "cli"},
}
COMPUTING = {"text", "vectors", "models", "evaluation"}
ALGORITHMS = {"sgns", "cbow", "ppmi_svd"}
# What is said of one algorithm stands in `models`; `public` hands the classes on.
OUTSIDE_MODELS = [
    path
    for path in (*CORE, *PAGES)
    if "models" not in path.parts and path != ROOT / "w2v_core" / "public.py"
]
# What every page may use.
ROOMS = {"drawing", "frame", "shared"}
SCREEN = {"streamlit", "plotly", "pages"}
# Threads come in as an executor; locks and events to work on it are fine.
STARTERS = {"Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor"}
NAMED_TUPLE = {"_asdict", "_fields", "_make", "_replace"}  # public, says the standard library
WORLD = {"subprocess", "multiprocessing", "socket", "time", "asyncio"}
# What not every system has: `host` alone knows it, and another way.
SYSTEM = {
    *("ctypes", "fcntl", "msvcrt", "resource", "signal", "pwd", "grp", "pty", "termios"),
    *("subprocess", "multiprocessing"),  # one way to start a process, one to talk to it
}
OF_A_SYSTEM = {
    *("nice", "sysconf", "sched_getaffinity", "setpriority", "getpriority", "getuid", "getloadavg"),
    *("kill", "killpg", "fork", "setsid", "getsid", "pidfd_open", "mkfifo", "chown", "fchmod"),
    *("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC", "O_TMPFILE", "MADV_DONTNEED", "cpu_count"),
    *("environ", "getenv", "putenv"),  # what is said in variables is read and checked in one place
}
OF_A_CHILD = {"pass_fds", "start_new_session", "preexec_fn", "creationflags"}


def name_of(path: Path) -> str:
    """Dotted module name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it, as absolute dotted names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; walls are read off full names"
            # `from a import b` may mean the module a.b
            yield from (f"{node.module}.{each.name}" for each in node.names)


def part_of(module: str) -> str:
    """Which part of the core a module belongs to."""
    parts = module.split(".")
    if len(parts) > 1 and parts[1] in BELOW:
        return parts[1]
    return "base" if len(parts) > 1 and parts[1] in ("errors", "settings", "version") else "top"


def calls(path: Path) -> Iterator[str]:
    """The names of what a file calls, as written: `print`, `np.sum`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def by_name(paths: list[Path]) -> pytest.MarkDecorator:
    """Run a test once for each file."""
    return pytest.mark.parametrize("path", paths, ids=name_of)


@by_name(CORE)
def test_core_knows_no_screen(path: Path) -> None:
    assert not SCREEN & {each.split(".")[0] for each in imports(path)}


@by_name(CORE)
def test_core_imports_run_one_way(path: Path) -> None:
    own = part_of(name_of(path))
    for each in imports(path):
        if each.split(".")[0] == "w2v_core":
            assert part_of(each) in BELOW[own] | {own}, f"{name_of(path)} imports {each}"


def test_no_floor_of_the_core_is_higher_than_seven() -> None:
    floors: dict[str, int] = {}
    for part in TopologicalSorter(BELOW).static_order():
        floors[part] = 1 + max((floors[each] for each in BELOW[part]), default=0)
    assert max(floors.values()) <= 7


def test_no_modules_import_each_other_in_a_circle() -> None:
    files = {name_of(path): path for path in (*CORE, *PAGES)}
    graph = {name: set() for name in files}
    for name, path in files.items():
        for each in imports(path):
            # `a.b.c` may be the module, or something in `a.b`.
            found = each if each in files else each.rpartition(".")[0]
            if found in files and found != name:
                graph[name].add(found)
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, which names them


@by_name([path for path in CORE if path.stem in ALGORITHMS])
def test_algorithms_do_not_import_each_other(path: Path) -> None:
    others = ALGORITHMS - {path.stem}
    assert not others & {part for each in imports(path) for part in each.split(".")}


@by_name(OUTSIDE_MODELS)
def test_nobody_else_knows_an_algorithm_by_name(path: Path) -> None:
    names = re.compile("|".join(each.replace("_", "[_-]") for each in ALGORITHMS), re.IGNORECASE)
    assert [each for each in texts(path) if names.search(each)] == []
    own = {f"w2v_core.models.{each}" for each in (*ALGORITHMS, "descent_config")}
    assert not [each for each in imports(path) if each.startswith(tuple(own))]


def texts(path: Path) -> Iterator[str]:
    """Every string of a file but its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@by_name([path for path in CORE if part_of(name_of(path)) in COMPUTING])
def test_computing_uses_no_process_clock_or_print(path: Path) -> None:
    assert not WORLD & {each.split(".")[0] for each in imports(path)}
    assert not ({"print", "input"} | STARTERS) & {each.split(".")[-1] for each in calls(path)}


@by_name([path for path in (*CORE, *PAGES, ROOT / "app.py") if path.parent.name != "host"])
def test_the_host_alone_knows_what_not_every_system_has(path: Path) -> None:
    assert not SYSTEM & {each.split(".")[0] for each in imports(path)}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in OF_A_SYSTEM:
            raise AssertionError(f"{name_of(path)} uses {ast.unparse(node)}")
        assert not (isinstance(node, ast.keyword) and node.arg in OF_A_CHILD), name_of(path)


@by_name([each for each in PAGES if not ROOMS & set(each.parts)])
def test_a_page_imports_no_other_page_and_none_of_its_parts(path: Path) -> None:
    own = path.parent.name if "parts" in path.parts else path.stem
    for each in imports(path):
        if each.split(".")[0] == "pages" and each.split(".")[1] not in ROOMS:
            assert each.split(".")[1:3] == ["parts", own], f"{name_of(path)} imports {each}"


@by_name([each for each in PAGES if ROOMS & set(each.parts)])
def test_what_is_shared_knows_no_page(path: Path) -> None:
    assert not [each for each in imports(path) if each.startswith("pages.parts")]


@by_name([each for each in PAGES if "drawing" in each.parts or each.stem.startswith("draw_")])
def test_drawing_knows_no_streamlit(path: Path) -> None:
    assert "streamlit" not in {each.split(".")[0] for each in imports(path)}


@by_name(TESTS)
def test_tests_share_by_kits_and_not_by_tests(path: Path) -> None:
    """A test that others lean on cannot be changed for what it tests alone."""
    of_tests = re.compile(r"tests\.(\w+\.)*test_\w+(\.|$)")
    assert [each for each in imports(path) if of_tests.match(each)] == []


@by_name([path for path in PAGES if path.stem != "figure"])
def test_figures_are_put_together_in_one_place(path: Path) -> None:
    steps = re.compile(r"go\..+|.*\.(add|update)_\w+")
    assert [each for each in calls(path) if steps.fullmatch(each)] == []


@by_name([*CORE, *PAGES])
def test_what_is_private_stays_in_its_module(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    brought = {each.split(".")[-1] for each in imports(path)}
    assert not [each for each in brought if re.match("_[a-z]", each)]
    reached = (each for each in ast.walk(tree) if isinstance(each, ast.Attribute))
    for each in reached:
        of_a_module = isinstance(each.value, ast.Name) and each.value.id in brought
        private = re.match("_[a-z]", each.attr) and each.attr not in NAMED_TUPLE
        assert not (of_a_module and private), ast.unparse(each)
        assert each.attr not in ("__dict__", "__wrapped__"), f"{ast.unparse(each)}: find a door"


@by_name(CORE)
def test_modules_and_what_is_public_in_them_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), f"{name_of(path)} does not say what it does"
    assert list(undocumented(tree)) == []


def undocumented(node: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Public functions, classes and methods without a docstring; protocols speak by their types."""
    for each in node.body:
        if not isinstance(each, ast.FunctionDef | ast.ClassDef) or each.name.startswith("_"):
            continue
        if not ast.get_docstring(each):
            yield each.name
        if isinstance(each, ast.ClassDef) and not is_protocol(each):
            yield from undocumented(each)


def is_protocol(node: ast.ClassDef) -> bool:
    """Whether a class is a typing.Protocol."""
    return any(ast.unparse(base).split("[")[0] == "Protocol" for base in node.bases)


@by_name(CORE)
def test_files_stay_readable(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= 300, "split it: a file has one subject"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node, clean=False) or ""
            lines = (node.end_lineno or 0) - node.lineno - doc.count("\n")
            assert lines <= 45, f"{node.name} has {lines} lines"


def test_every_name_in_all_is_there() -> None:
    assert len(set(w2v_core.__all__)) == len(w2v_core.__all__)
    assert [name for name in w2v_core.__all__ if not hasattr(w2v_core, name)] == []


def test_all_names_every_public_import() -> None:
    tree = ast.parse((ROOT / "w2v_core" / "public.py").read_text("utf-8"))
    imported = {
        each.asname or each.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    assert imported == set(w2v_core.__all__)


def test_errors_of_the_tree_are_public() -> None:
    drawn = set(re.findall(r"── (\w+)", errors.__doc__ or ""))
    assert drawn
    assert drawn <= set(w2v_core.__all__)
