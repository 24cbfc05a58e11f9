package io.nephrite.local.command;

/** Heap that pieces of work hold at the same time. A piece that needs more than there is waits until it is alone. */
final class HeapBudget {
    private final long bytes;
    private long held;

    HeapBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Waits until the piece fits. */
    synchronized void take(long need) throws InterruptedException {
        while (held > 0 && held + need > bytes) {
            wait();
        }
        held += need;
    }

    synchronized void give(long need) {
        held -= need;
        notifyAll();
    }
}
