package io.nephrite.testkit;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Something that reads bytes of strangers. A class that implements it has a method {@code public static void
 * fuzzerTestOneInput(byte[])} besides, which calls {@link #read} within {@link #withinLimits}.
 */
public interface FuzzTarget {
    /** No reader may allocate more for the small inputs that are tried. */
    long MOST_BYTES = 64L << 20;

    /** Inputs to begin with: some that are right, and those that have once failed. */
    List<byte[]> seeds() throws IOException;

    /** Reads the input. Returns, or refuses it with an exception meant for users. Every other exception is a bug. */
    void read(byte[] input) throws IOException;

    /**
     * Reads an input, and measures what that allocates. What is too much is read again: the first time, classes are
     * loaded, and instrumented where Jazzer runs.
     */
    default void withinLimits(byte[] input) {
        if (allocated(input) > MOST_BYTES) {
            long again = allocated(input);
            if (again > MOST_BYTES) {
                throw new AssertionError(input.length + " bytes of input made " + again + " bytes of memory");
            }
        }
    }

    /** A refusal has a reason. The reason may quote the input, so its words are not checked. */
    static void requireReason(String message) {
        if (message == null || message.isBlank()) {
            throw new AssertionError("refused without a word");
        }
    }

    private long allocated(byte[] input) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        try {
            read(input);
        } catch (IOException e) {
            throw new AssertionError("a reader of bytes failed: " + e.getMessage(), e);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
