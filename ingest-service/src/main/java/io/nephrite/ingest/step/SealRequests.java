package io.nephrite.ingest.step;

import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.util.Map;

/**
 * Who asks for the seal of one dataset, and what the newest answer was. A request is kept in the store until it is
 * answered, so that a restart forgets none. Guarded by the monitor of its owner, on which those who wait for an answer
 * wait.
 */
final class SealRequests {
    private final String dataset;
    private final ObjectStore results;
    private final Object monitor;
    private int asked;
    private int answered;
    private Answer answer = Answer.NONE;

    /** @param monitor is held by whoever calls a method of this */
    SealRequests(String dataset, ObjectStore results, Object monitor) {
        this.dataset = dataset;
        this.results = results;
        this.monitor = monitor;
    }

    /** Takes up a request that an earlier process was asked for and has not answered. */
    void reload() {
        if (!isOpen() && results.exists(ObjectKeys.sealRequest(dataset))) {
            asked++;
        }
    }

    /** Takes up what an earlier process has answered, where this one has not. */
    void remember(IntakeStatus known) {
        if (answer.equals(Answer.NONE)) {
            answer = new Answer(
                    known.signature(), known.state() == IntakeStatus.State.SEALED, known.version(), known.message());
        }
    }

    /** Somebody says that the upload has ended. */
    void add(String signature) {
        results.put(ObjectKeys.sealRequest(dataset), Json.bytes(Map.of("signature", signature)));
        asked++;
    }

    /** Whether somebody has asked who has no answer yet. */
    boolean isOpen() {
        return asked > answered;
    }

    /** What an answer given now would answer. */
    Question question(String signature) {
        return new Question(signature, asked);
    }

    /** What was asked for since the question then stays open. */
    void answer(Question question, boolean sealed, String version, String message) {
        if (question.asked == asked) {
            results.delete(ObjectKeys.sealRequest(dataset));
        }
        answered = question.asked;
        answer = new Answer(question.signature, sealed, version, message);
        monitor.notifyAll();
    }

    /** Waits until all requests are answered, or the time is over. */
    void await(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); isOpen() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            monitor.wait(left);
        }
    }

    Answer newest() {
        return answer;
    }

    /**
     * @param signature of the files
     * @param asked how often the seal was asked for
     */
    record Question(String signature, int asked) {}

    /** @param signature of the files that were judged; empty where none ever were */
    record Answer(String signature, boolean sealed, String version, String message) {
        static final Answer NONE = new Answer("", false, "", "");

        boolean isOf(String files) {
            return signature.equals(files);
        }
    }
}
