package dev.cloze.core.torch;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * Flushes subnormal numbers to zero on a thread. As training goes on, attention probabilities and gradients become so
 * small that the CPU handles them in microcode, and a step takes three times as long; none of them matters.
 *
 * <p>The setting belongs to the thread, and threads that it starts inherit it: the engine's workers do if this comes
 * before the thread's first parallel operation.
 */
final class SubnormalNumbers {
    /** Flush-to-zero (bit 15) and denormals-are-zero (bit 6) of MXCSR (Intel SDM volume 1, section 10.2.3). */
    private static final int X86_FLUSH = 0x8040;
    /** Where glibc's {@code fenv_t} on x86-64 has MXCSR. */
    private static final int X86_MXCSR = 28;
    /** Flush-to-zero of FPCR (Arm Architecture Reference Manual), the first word of glibc's {@code fenv_t}. */
    private static final int ARM_FLUSH = 1 << 24;

    private SubnormalNumbers() {}

    /** Whether the calling thread now flushes subnormal numbers; false where this platform's way is not known. */
    static boolean flushOnThisThread() {
        if (!Platform.isLinux()) {
            return false;
        }
        return switch (Platform.ARCH) {
            case "x86-64" -> set(X86_MXCSR, X86_FLUSH);
            case "aarch64" -> set(0, ARM_FLUSH);
            default -> false;
        };
    }

    private static boolean set(int offset, int bits) {
        NativeLibrary math = NativeLibrary.getInstance("libm.so.6");
        Function get = math.getFunction("fegetenv");
        Function set = math.getFunction("fesetenv");
        try (Memory environment = new Memory(64)) {
            if (get.invokeInt(new Object[] {environment}) != 0) {
                return false;
            }
            environment.setInt(offset, environment.getInt(offset) | bits);
            return set.invokeInt(new Object[] {environment}) == 0;
        }
    }
}
