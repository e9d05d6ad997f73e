package dev.cloze.core.torch;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a scope, and with it native arrays, open. */
public final class NothingLeftBehind implements BeforeEachCallback, AfterEachCallback {
    private int openBefore;

    @Override
    public void beforeEach(ExtensionContext context) {
        openBefore = Scope.openScopes();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        int left = Scope.openScopes() - openBefore;
        if (left != 0) {
            throw new AssertionError(context.getDisplayName() + ": expected every scope closed, got " + left + " open");
        }
    }
}
