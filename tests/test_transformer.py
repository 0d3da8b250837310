"""The networks in data/: how they are run, and how they are stored."""

import numpy
import pytest

from cleaner import transformer
from cleaner.proofreading import corrector
from cleaner.spinning import discriminator
from cleaner.tables import DATA
from cleaner.train.transformer import write

WIDTH, HEADS, SIDE = 8, 2, 3


READERS = pytest.mark.parametrize("reader", [discriminator.QUICK, discriminator.LARGE], ids=lambda reader: reader.file)


@pytest.fixture
def network(tmp_path):
    """Three layers of figures drawn at random, stored and read."""
    drawn = numpy.random.default_rng(1)
    sizes = {"qkv": (3 * WIDTH, WIDTH), "o": (WIDTH, WIDTH), "up": (12, WIDTH), "down": (WIDTH, 12)}
    weights = {"embedding": drawn.normal(size=(5, WIDTH))}
    for layer in range(3):
        for name, size in sizes.items():
            weights[f"layers.{layer}.{name}.weight"] = drawn.normal(size=size)
            weights[f"layers.{layer}.{name}.bias"] = drawn.normal(size=size[0])
        for name, size in {"n1": WIDTH, "n2": WIDTH, "bias": (HEADS, 2 * SIDE + 1)}.items():
            weights[f"layers.{layer}.{name}"] = drawn.normal(size=size)
    write(weights, "甲乙丙丁戊", tmp_path / "made.npz")
    return transformer.load(tmp_path / "made.npz")


TOKENS = numpy.array([[0, 1, 2, 3, 4, 0, 2], [4, 4, 1, 0, 2, 3, 3]])
NONE = numpy.zeros(TOKENS.shape, bool)


def begun(network):
    near = numpy.arange(TOKENS.shape[1])
    hidden = transformer.norm(transformer.rows(network, "embedding", TOKENS))
    return (
        hidden,
        numpy.clip(near[None] - near[:, None], -SIDE, SIDE) + SIDE,
        numpy.zeros((2, 1, 1, len(near)), numpy.float32),
    )


def test_the_last_layer_says_of_the_middle_what_any_layer_would(network):
    hidden, apart, unseen = begun(network)
    every = transformer._layer(network, "0.", hidden, ..., slice(None), apart, unseen)
    assert transformer._last(network, "0.", hidden, ..., apart, unseen) == pytest.approx(
        every[:, SIDE], rel=1e-4, abs=1e-4
    )


def test_unpacked_weights_say_the_same(network):
    told = transformer.middles(network, TOKENS, NONE)
    assert transformer.middles(transformer.unpacked(network), TOKENS, NONE) == pytest.approx(told, rel=1e-4, abs=1e-4)


def test_what_is_said_of_every_token_is_said_of_the_middle(network):
    every = transformer.every(network, TOKENS, NONE)
    assert transformer.middles(network, TOKENS, NONE) == pytest.approx(every[:, SIDE], rel=1e-4, abs=1e-4)


def test_a_stored_network_says_what_a_loaded_one_says(network, tmp_path):
    stored = transformer.Stored(tmp_path / "made.npz")
    assert set(stored) == set(network)
    assert (transformer.middles(stored, TOKENS, NONE) == transformer.middles(network, TOKENS, NONE)).all()


def test_a_compressed_network_is_refused(tmp_path):
    numpy.savez_compressed(tmp_path / "made.npz", figures=numpy.zeros(99))
    with pytest.raises(ValueError, match="compressed"):
        transformer.load(tmp_path / "made.npz")


def test_arrays_stored_by_columns_are_refused(tmp_path):
    numpy.savez(tmp_path / "made.npz", figures=numpy.asfortranarray(numpy.ones((2, 3))))
    with pytest.raises(ValueError, match="by columns"):
        transformer.load(tmp_path / "made.npz")


def test_what_is_beyond_the_text_is_not_seen(network):
    beyond = NONE.copy()
    beyond[:, 5:] = True
    other = TOKENS.copy()
    other[:, 5:] = 1
    told = transformer.middles(network, TOKENS, beyond)
    assert transformer.middles(network, other, beyond) == pytest.approx(told, abs=1e-5)
    assert transformer.middles(network, other, NONE) != pytest.approx(told, abs=1e-2)


def test_each_layer_may_see_less_than_the_one_before(network):
    hidden, apart, unseen = begun(network)
    for layer, side in enumerate((3, 2)):
        unseen = numpy.where(abs(numpy.arange(7) - SIDE) > side, numpy.float32(-1e4), unseen)
        hidden = transformer._layer(network, f"{layer}.", hidden, ..., slice(None), apart, unseen)
    unseen = numpy.where(abs(numpy.arange(7) - SIDE) > 1, numpy.float32(-1e4), unseen)
    told = transformer.norm(transformer._last(network, "2.", hidden, ..., apart, unseen))
    assert transformer.middles(network, TOKENS, NONE, narrowing=1) == pytest.approx(told, rel=1e-4, abs=1e-4)


def test_a_network_of_this_form_is_shipped(network):
    for name in ("corrector", "corrector_large", "discriminator", "discriminator_large"):
        with numpy.load(DATA / f"{name}.npz") as shipped:
            for each in network:
                assert shipped[each].dtype == network[each].dtype, (name, each)


@READERS
def test_the_discriminator_tells_a_pair_apart(reader):
    [fits, does_not, unknown] = discriminator.opinions(
        [
            ("文明", "礼貌", "加强精神", "建设，推动移风易俗。"),
            ("文明", "礼貌", "他很有", "地向客人问好。"),
            ("没有", "这对", "", ""),
        ],
        reader,
    )
    assert does_not < -2 < 2 < fits
    assert unknown is None


@READERS
def test_a_batch_says_what_each_word_says_alone(monkeypatch, reader):
    asked = [
        ("文明", "礼貌", left, right) for left in ("", "加强精神", "\ud800" * 20) for right in ("", "建设", "。" * 40)
    ]
    together = discriminator.opinions(asked, reader)
    monkeypatch.setattr(discriminator, "BATCH", 2)
    assert discriminator.opinions(asked, reader) == pytest.approx(together, abs=1e-3)
    assert [told for each in asked for told in discriminator.opinions([each], reader)] == pytest.approx(
        together, abs=1e-3
    )
    assert discriminator.opinions([], reader) == []


@READERS
def test_what_is_further_away_than_it_reads_changes_nothing(reader):
    near = ("加" * reader.side, "建" * reader.side)
    asked = [("文明", "礼貌", *near), ("文明", "礼貌", "甲" + near[0], near[1] + "乙")]
    assert len(set(discriminator.opinions(asked, reader))) == 1


def test_the_discriminators_know_the_same_pairs_and_tokens_as_the_corrector():
    quick, large = discriminator.QUICK, discriminator.LARGE
    assert discriminator.alphabet(quick) == discriminator.alphabet(large) == corrector.alphabet()
    assert discriminator.pairs(quick) == discriminator.pairs(large)
    assert all(original != spun for original, spun in discriminator.pairs(quick))
