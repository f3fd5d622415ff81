"""Topic models beside each other on real minutes: time, coherence on meetings held out, exclusivity, stability over seeds and over meetings drawn again.

    pip install -e '.[bench]'
    python benchmarks/topics.py [--folder ../shared/corpora/archive] [--k 20] [--boot 3]     quality of every model
    python benchmarks/topics.py --speed [--turns 50000] [--k 20]                              time of the fit of many turns
    python -m benchmarks.topics --tags                                                        do tags by topic help? each document with a model that has not seen it

All on one core, from the same words (cut once, not counted in the times). NPMI: mean over topics and pairs of the ten top words, over the turns of the
fifth of the meetings that no model saw. Exclusivity: mean share of its top words that a topic has. Stability: mean Jaccard of the ten top words of
topics matched one to one, between seed 0 and seed 1, and between all meetings and meetings drawn again with replacement.
"""

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.special import digamma
from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF
from sklearn.feature_extraction.text import TfidfTransformer
from threadpoolctl import threadpool_limits

import minutes as mn
from minutes.themes.cuts import substantive
from minutes.themes.dictionary import Themes
from minutes.themes.mixture import coherence, damped, exclusivity, fit_mixture, shares, start
from minutes.themes.topic_model import TOP, TopicModel
from minutes.themes.topics import names_in
from minutes.themes.word_counts import counted, vocabulary

Documents = list[list[str]]
Fit = Callable[["Cut", int, int], Any]


@dataclass(frozen=True)
class Cut:
    """Documents and their counts over a vocabulary."""

    documents: Documents
    words: list[str]
    counts: csr_matrix

    @classmethod
    def of(cls, documents: Documents) -> "Cut":
        """The counts of documents; words of five documents at least and 30 % of them at most."""
        words = vocabulary(documents, (), min_df=5, max_df=0.3, most=10_000)
        return cls(documents, words, counted(documents, words))


def tfidf(counts: csr_matrix) -> csr_matrix:
    """The weights that NMF is given."""
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def nmf(cut: Cut, k: int, seed: int, init: str = "nndsvda") -> Any:
    """NMF, squared error, over tf-idf."""
    return NMF(k, init=init, random_state=seed).fit(tfidf(cut.counts)).components_


def nmf_kl(cut: Cut, k: int, seed: int) -> Any:
    """NMF, Kullback-Leibler, over counts."""
    return NMF(k, init="nndsvda", random_state=seed, beta_loss="kullback-leibler", solver="mu", max_iter=60).fit(cut.counts).components_


def minibatch_nmf(cut: Cut, k: int, seed: int) -> Any:
    """NMF by batches over tf-idf."""
    return MiniBatchNMF(k, init="nndsvda", random_state=seed).fit(tfidf(cut.counts)).components_


def mixture(counts: csr_matrix, k: int, smoothing: float = 0.05, rounds: int = 30) -> np.ndarray[Any, Any]:
    """Our mixture from the NMF start."""
    first = start(damped(counts), k)
    return fit_mixture(counts, first, anchor=np.zeros_like(first), strength=0, smoothing=smoothing, rounds=rounds)[1]


def lda_from_nmf(cut: Cut, k: int, _: int, alpha: float = 0.1, eta: float = 0.01, rounds: int = 30) -> Any:
    """Batch variational LDA with explicit priors, from the NMF start."""
    counts = cut.counts
    words = start(damped(counts), k) * counts.sum() / k
    mixes = alpha + np.asarray(counts @ shares(words).T)
    documents = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    for _round in range(rounds):
        topic = np.exp(digamma(words) - digamma(words.sum(axis=1, keepdims=True))).astype(np.float32)
        mix = np.exp(digamma(mixes) - digamma(mixes.sum(axis=1, keepdims=True))).astype(np.float32)
        ratio = counts.copy()
        ratio.data = counts.data / np.maximum(np.einsum("ik,ik->i", mix[documents], np.ascontiguousarray(topic.T)[counts.indices]), 1e-30)
        mixes = alpha + mix * np.asarray(ratio @ topic.T)
        words = eta + topic * np.asarray(ratio.T @ mix).T
    return words


def sklearn_lda(cut: Cut, k: int, seed: int) -> Any:
    """LDA of scikit-learn, online, five passes."""
    return (
        LatentDirichletAllocation(k, doc_topic_prior=0.1, topic_word_prior=0.01, learning_method="online", max_iter=5, batch_size=512, random_state=seed)
        .fit(cut.counts)
        .components_
    )


def tomotopy_lda(cut: Cut, k: int, seed: int) -> Any:
    """Collapsed Gibbs sampling, 200 sweeps, one worker."""
    import tomotopy

    model, known = tomotopy.LDAModel(k=k, seed=seed + 1, alpha=0.1, eta=0.01), set(cut.words)
    for document in cut.documents:
        if words := [word for word in document if word in known]:
            model.add_doc(words)
    model.train(200, workers=1)
    number = {word: n for n, word in enumerate(cut.words)}
    found = np.zeros((k, len(cut.words)))
    found[:, [number[word] for word in model.used_vocabs]] = [model.get_topic_word_dist(topic) for topic in range(k)]
    return found


def gensim_lda(cut: Cut, k: int, seed: int) -> Any:
    """Online variational LDA of gensim, two passes."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    return LdaModel(Sparse2Corpus(cut.counts, documents_columns=False), k, id2word=dict(enumerate(cut.words)), passes=2, eta=0.01, random_state=seed).get_topics()


def gensim_nmf(cut: Cut, k: int, seed: int) -> Any:
    """Online NMF of gensim over tf-idf, two passes."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models.nmf import Nmf

    return Nmf(Sparse2Corpus(tfidf(cut.counts), documents_columns=False), k, id2word=dict(enumerate(cut.words)), passes=2, random_state=seed).get_topics()


def ours(cut: Cut, k: int, seed: int) -> Any:
    """The model of the package, no themes, k free topics, over the vocabulary of the others."""
    model = TopicModel(themes=Themes(()), k=k, seed=seed, min_df=5).fit(cut.documents)
    found, number = np.zeros((k, len(cut.words))), {word: n for n, word in enumerate(cut.words)}
    found[: len(model.components_), [number[word] for word in model.words_]] = model.components_
    return found


MODELS: dict[str, Fit] = {
    "minutes TopicModel": ours,
    "mixture over counts, as before": lambda cut, k, _: mixture(cut.counts, k),
    "mixture over 0 and 1": lambda cut, k, _: mixture((cut.counts > 0).astype(np.float32), k),
    "LDA (VB) from NMF": lda_from_nmf,
    "NMF Frobenius": nmf,
    "NMF Frobenius, random start": lambda cut, k, seed: nmf(cut, k, seed, "random"),
    "NMF KL": nmf_kl,
    "MiniBatchNMF": minibatch_nmf,
    "scikit-learn LDA online": sklearn_lda,
    "tomotopy LDA, 200 sweeps": tomotopy_lda,
    "gensim LDA": gensim_lda,
    "gensim NMF": gensim_nmf,
}


def top_words(topics: np.ndarray[Any, Any], words: list[str]) -> list[frozenset[str]]:
    """The top words of each topic."""
    return [frozenset(words[w] for w in np.argsort(-row, kind="stable")[:TOP]) for row in topics]


def alike(first: list[frozenset[str]], second: list[frozenset[str]]) -> float:
    """Mean Jaccard of topics matched one to one."""
    common = np.array([[len(a & b) / len(a | b) for b in second] for a in first])
    return float(common[linear_sum_assignment(-common)].mean())


def timed(fit: Fit, cut: Cut, k: int, seed: int) -> tuple[np.ndarray[Any, Any], float]:
    """Topics × words and the CPU seconds they took."""
    begun = time.process_time()
    found = np.asarray(fit(cut, k, seed), dtype=np.float32)
    return found, time.process_time() - begun


def row(name: str, seconds: float, topics: np.ndarray[Any, Any], judged: csr_matrix, *, seeds: float, boot: float) -> str:
    """One line of the table."""
    npmi = coherence(topics, (judged > 0).astype(np.float32), top=TOP)
    return f"{name:32} {seconds:7.1f} {np.mean(npmi):6.3f} {min(npmi):6.2f} {np.mean(exclusivity(shares(topics), top=TOP)):6.3f} {seeds:6.2f} {boot:6.2f}"


HEAD = f"{'model':32} {'CPU s':>7} {'NPMI':>6} {'worst':>6} {'excl.':>6} {'seeds':>6} {'boot':>6}"


def quality(documents: Documents, meetings: np.ndarray[Any, Any], k: int, times: int) -> None:
    """Every model fitted on four fifths of the meetings, judged on the others, and fitted again to see what stays."""
    names = np.unique(meetings)
    held = np.random.default_rng(1).choice(names, len(names) // 5, replace=False)
    seen = {name: np.flatnonzero(meetings == name) for name in names if name not in held}
    cut = Cut.of([documents[i] for places in seen.values() for i in places])
    judged = counted([documents[i] for i in np.flatnonzero(np.isin(meetings, held))], cut.words)
    draws = [np.random.default_rng([0, n]).choice(list(seen), len(seen)) for n in range(times)]
    again = [Cut.of([documents[i] for name in drawn for i in seen[name]]) for drawn in draws]
    print(f"{len(cut.documents)} turns of {len(seen)} meetings, {len(cut.words)} words; judged on {judged.shape[0]} turns of {len(held)} meetings; k={k}\n{HEAD}")
    for name, fit in MODELS.items():
        topics, seconds = timed(fit, cut, k, 0)
        mine = top_words(topics, cut.words)
        seeds = alike(mine, top_words(timed(fit, cut, k, 1)[0], cut.words))
        boot = float(np.mean([alike(mine, top_words(timed(fit, other, k, 0)[0], other.words)) for other in again]))
        print(row(name, seconds, topics, judged, seeds=seeds, boot=boot), flush=True)


def speed(documents: Documents, k: int, turns: int) -> None:
    """Every model fitted twice on many turns: turns drawn again from the real ones, each with seven tenths of its words."""
    chance = np.random.default_rng(0)
    drawn = [[word for word, kept in zip(documents[i], chance.random(len(documents[i])) < 0.7, strict=True) if kept] for i in chance.integers(0, len(documents), turns)]
    cut = Cut.of(drawn)
    words = sum(map(len, drawn))
    print(
        f"{turns} turns drawn with replacement from {len(documents)} real ones, 70 % of their words each: {words / turns:.0f} words a turn, {len(cut.words)} different; k={k}\n{HEAD}"
    )
    for name, fit in MODELS.items():
        topics, seconds = timed(fit, cut, k, 0)
        seeds = alike(top_words(topics, cut.words), top_words(timed(fit, cut, k, 1)[0], cut.words))
        print(row(name, seconds, topics, cut.counts, seeds=seeds, boot=float("nan")), flush=True)


def tags() -> None:
    """Precision, recall and F1 of the tags with those of a topic model that was fitted without the document: in turns without a theme, and in all."""
    from benchmarks.themes import HEAD as COLUMNS
    from benchmarks.themes import Given, Score, documents, tagged

    from minutes.corpus.corpus import Corpus
    from minutes.themes.dictionary import load_themes
    from minutes.themes.topic_tags import topic_tags

    seeds, gold = Path("../shared/corpora/seeds"), Path("tests/gold")
    sets = {"sample": documents(Path("corpora/sample"), gold, gold / "themes.jsonl", acts="parsed")}
    if seeds.is_dir():
        sets = {"seeds": documents(seeds / "text", seeds / "gold", seeds / "themes.jsonl", acts="parsed")} | sets
    themes = load_themes()
    cut = {d.name: TopicModel().words_of(substantive(Corpus.of([d.meeting]))["text"]) for found in sets.values() for d in found}
    for name, found in sets.items():
        models = {d.name: TopicModel(k=15).fit([words for other, turns in cut.items() if other != d.name for words in turns]) for d in found}
        plain = {d.name: tagged(d.meeting, themes) for d in found}
        print(f"\n{name}\n{COLUMNS}\n{'default':34}{Score.of(found, plain).line()}")
        for enough, everywhere in [(e, everywhere) for everywhere in (False, True) for e in (0.3, 0.5, 0.7)]:
            given: dict[str, Given] = {d.name: {n: (set(names), first) for n, (names, first) in plain[d.name].items()} for d in found}
            added = 0
            for d in found:
                for tag in topic_tags(d.meeting, models[d.name], enough=enough):
                    before, (names, first) = plain[d.name].get(tag.turn, (set(), None))[0], given[d.name].get(tag.turn, (set(), None))
                    if tag.theme not in before and (everywhere or not before):
                        given[d.name][tag.turn] = (names | {tag.theme}, first or tag.theme)
                        added += 1
            step = f"+{added} from {enough} on, {'any turn' if everywhere else 'no theme yet'}"
            print(f"{step:34}{Score.of(found, given).line()}")


def main() -> None:
    """Read the folder, cut its turns, print one of the two tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--folder", type=Path, default=Path("../shared/corpora/archive"))
    asked.add_argument("--k", type=int, default=20)
    asked.add_argument("--boot", type=int, default=3)
    asked.add_argument("--speed", action="store_true")
    asked.add_argument("--tags", action="store_true")
    asked.add_argument("--turns", type=int, default=50_000)
    args = asked.parse_args()
    warnings.simplefilter("ignore")
    if args.tags:
        tags()
        return
    corpus = mn.corpus(args.folder)
    turns = substantive(corpus)
    documents = TopicModel(names=names_in(corpus)).words_of(turns["text"])
    with threadpool_limits(1):
        if args.speed:
            speed(documents, args.k, args.turns)
        else:
            quality(documents, turns["meeting"].to_numpy(), args.k, args.boot)


if __name__ == "__main__":
    main()
