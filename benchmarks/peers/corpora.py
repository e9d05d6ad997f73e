"""Cleans a file of JSON lines with HuggingFace's datatrove; prints one JSON object.

    python corpora.py FILE OUT_DIR read|rules|near WORKERS

read: documents in, documents out. rules: also the filters of Gopher (repetition, quality), C4 and FineWeb with the numbers
of their papers. near: MinHash with 14 bands of 8 hashes over shingles of 5 words, as FineWeb has it. The file is cut into
as many parts as there are workers; output is JSON lines without compression, as its reader and writer have it by default.
"""

import json
import pathlib
import resource
import shutil
import sys
import time

from memory import peak_rss_mib


def main():
    file, out, stage, workers = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    shutil.rmtree(out, ignore_errors=True)
    parts = out / "parts"
    parts.mkdir(parents=True)
    split(file, parts, workers)  # not measured: a user's corpus comes in several files
    import datatrove.executor, datatrove.pipeline.dedup, datatrove.pipeline.filters  # noqa: E401 - loading does not count

    start = time.perf_counter()
    if stage == "near":
        near(parts, out, workers)
    else:
        clean(parts, out, stage, workers)
    seconds = time.perf_counter() - start
    kept = sum(1 for path in (out / "kept").glob("*.jsonl") for _ in open(path, "rb"))
    print(json.dumps(dict(seconds=seconds, documents=kept, peakRssMiB=max(peak_rss_mib(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))))


def split(file, parts, workers):
    outs = [open(parts / f"{i:05d}.jsonl", "wb") for i in range(workers)]
    with open(file, "rb") as lines:
        for number, line in enumerate(lines):
            outs[number % workers].write(line)
    for one in outs:
        one.close()


def executor(pipeline, out, name, workers):
    from datatrove.executor import LocalPipelineExecutor

    return LocalPipelineExecutor(
        pipeline=pipeline, tasks=workers, workers=workers, logging_dir=str(out / "logs" / name), start_method="fork"
    )


def clean(parts, out, stage, workers):
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    filters = [] if stage == "read" else [GopherRepetitionFilter(), GopherQualityFilter(), C4QualityFilter(), FineWebQualityFilter()]
    writer = JsonlWriter(str(out / "kept"), output_filename="${rank}.jsonl", compression=None)
    executor([JsonlReader(str(parts)), *filters, writer], out, stage, workers).run()


def near(parts, out, workers):
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    from datatrove.utils.hashing import HashConfig

    config = MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8, n_grams=5)
    folders = {name: str(out / name) for name in ("signatures", "buckets", "clusters", "kept")}
    executor([JsonlReader(str(parts)), MinhashDedupSignature(folders["signatures"], config=config)], out, "signatures", workers).run()
    buckets = [MinhashDedupBuckets(folders["signatures"], folders["buckets"], config=config)]
    from datatrove.executor import LocalPipelineExecutor

    LocalPipelineExecutor(buckets, tasks=14, workers=workers, logging_dir=str(out / "logs/buckets"), start_method="fork").run()
    executor([MinhashDedupCluster(folders["buckets"], folders["clusters"], config=config)], out, "clusters", 1).run()
    writer = JsonlWriter(folders["kept"], output_filename="${rank}.jsonl", compression=None)
    executor([JsonlReader(str(parts)), MinhashDedupFilter(folders["clusters"]), writer], out, "filter", workers).run()


if __name__ == "__main__":
    main()
