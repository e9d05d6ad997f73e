package dev.cloze.core.torch;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a scope, and with it native arrays, open; where each was opened is among the suppressed. */
public final class NothingLeftBehind implements BeforeEachCallback, AfterEachCallback {
    private List<Scope> openBefore = List.of();

    @Override
    public void beforeEach(ExtensionContext context) {
        openBefore = Scope.open();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        requireNothingLeft();
    }

    void requireNothingLeft() {
        List<Scope> left = Scope.open().stream()
                .filter(scope -> !openBefore.contains(scope))
                .toList();
        if (!left.isEmpty()) {
            AssertionError error = new AssertionError("expected every scope closed, got " + left.size()
                    + " open, which own " + left.stream().map(Scope::owned).toList() + " arrays, programs and scopes");
            left.forEach(scope -> error.addSuppressed(scope.opening()));
            throw error;
        }
    }
}
