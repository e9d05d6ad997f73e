"""Records what scikit-learn's logistic regression finds, for LogisticRegressionTest.

    python probe.py RESULT.json

Features are few and rounded, so that both sides read the same numbers; no classes can be told apart wholly.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

EXAMPLES, WIDTH = 60, 5


def case(classes, strength, seed):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, EXAMPLES)
    centres = generator.normal(0, 1, (classes, WIDTH))
    scales = np.array([0.01, 0.3, 1, 3, 20])
    features = np.round((centres[labels] + generator.normal(0, 1, (EXAMPLES, WIDTH))) * scales + 2, 6)
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=strength, solver="newton-cg", tol=1e-12, max_iter=100_000).fit(scaler.transform(features), labels)
    fresh = np.round(generator.normal(2, 2, (40, WIDTH)) * scales, 6)
    return {
        "classes": classes,
        "strength": strength,
        "features": features.tolist(),
        "labels": labels.tolist(),
        "means": scaler.mean_.tolist(),
        "deviations": scaler.scale_.tolist(),
        "weights": model.coef_.tolist(),
        "intercepts": model.intercept_.tolist(),
        "fresh": fresh.tolist(),
        "predicted": model.predict(scaler.transform(fresh)).tolist(),
    }


def main():
    cases = [case(2, 1.0, 1), case(3, 1.0, 2), case(4, 0.1, 3), case(3, 100.0, 4)]
    Path(sys.argv[1]).write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
