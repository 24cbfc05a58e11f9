package io.nephrite.eval.app.page;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes pictures one after another, in a thread of low priority, so that looking takes little from working. */
@ApplicationScoped
class PictureQueue {
    private final ThreadPoolExecutor thread;

    PictureQueue(PageConfig config) {
        thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(config.queue()), PictureQueue::thread);
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: looking shall only be the first to wait
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pictures");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    /** @throws RequestFault 429 where too many wait */
    <T> CompletionStage<T> submit(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, thread);
        } catch (RejectedExecutionException e) {
            throw RequestFault.tooMany("too many pictures wait to be made; ask again in a second");
        }
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }
}
