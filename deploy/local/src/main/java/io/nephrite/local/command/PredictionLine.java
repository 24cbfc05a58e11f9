package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.failure.TaskResult;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.preprocess.MemoryBudget.Held;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.learning.predict.ModelPredictor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Cases one after the other, three at a time: the next one is read and preprocessed, one is in the network, the last
 * one is restored and written, each on a thread of its own. Cases that do not fit into the heap together wait.
 */
final class PredictionLine {
    private final CheckedCases cases;
    private final ModelPredictor predictor;
    private final PredictedFiles files;
    private final Optional<CaseReader> previousStage;
    private final boolean probabilities;
    private final Map<String, Long> need;
    private final Map<String, Integer> planes;
    private final PredictionProgress progress;
    private final MemoryBudget memory = new MemoryBudget(Runtime.getRuntime().maxMemory());

    /**
     * @param predictor whose networks are used by the thread that calls {@link #run}
     * @param previousStage folder with its label maps
     * @param need heap of each case, bytes
     * @param planes of each case, whose logits exist at a time
     */
    PredictionLine(
            CheckedCases cases,
            ModelPredictor predictor,
            PredictedFiles files,
            Optional<? extends ObjectStore> previousStage,
            boolean probabilities,
            Map<String, Long> need,
            Map<String, Integer> planes,
            PredictionProgress progress) {
        this.cases = cases;
        this.predictor = predictor;
        this.files = files;
        this.previousStage = previousStage.map(CaseReader::new);
        this.probabilities = probabilities;
        this.need = need;
        this.planes = planes;
        this.progress = progress;
    }

    /**
     * A case on its way to the network; the image is let go of when it has gone through.
     *
     * @param held until the case is written
     */
    private record Prepared(ModelPredictor.Prepared made, ImageHeader header, Held held) {}

    /**
     * Reads, predicts and writes one case after another.
     *
     * @return how many cases were predicted and written
     */
    int run(List<CaseFiles> sound) throws IOException, InterruptedException {
        ExecutorService reading = Executors.newSingleThreadExecutor(r -> daemon(r, "reads-next"));
        ExecutorService writing = Executors.newSingleThreadExecutor(r -> daemon(r, "writes-last"));
        try {
            return run(sound, reading, writing);
        } finally {
            reading.shutdownNow();
            writing.shutdownNow();
        }
    }

    private int run(List<CaseFiles> sound, ExecutorService reading, ExecutorService writing)
            throws IOException, InterruptedException {
        int done = 0;
        Optional<Future<Boolean>> written = Optional.empty();
        Future<Optional<Prepared>> next = reading.submit(() -> prepared(sound.get(0)));
        try {
            for (int i = 0; i < sound.size(); i++) {
                CaseFiles current = sound.get(i);
                Optional<Prepared> prepared = TaskResult.ofReadOrWrite(next);
                if (i + 1 < sound.size()) {
                    CaseFiles following = sound.get(i + 1);
                    next = reading.submit(() -> prepared(following));
                }
                if (prepared.isEmpty()) {
                    progress.leaves(current.caseId());
                    continue;
                }
                progress.begins(current.caseId());
                ModelPredictor.Predicted predicted = predictor.predict(
                        prepared.get().made(),
                        planes.get(current.caseId()),
                        share -> progress.shows(current.caseId(), share));
                ImageHeader header = prepared.get().header();
                Held held = prepared.get().held();
                done += written.isPresent() && TaskResult.ofReadOrWrite(written.get()) ? 1 : 0;
                written = Optional.of(writing.submit(() -> written(current, predicted, header, held)));
                progress.ends(current.caseId());
            }
        } finally {
            // a case that has gone through the network is written, whatever becomes of the next
            done += written.isPresent() && TaskResult.ofReadOrWrite(written.get()) ? 1 : 0;
            progress.settles();
        }
        return done;
    }

    /** Empty where the case is left out. */
    private Optional<Prepared> prepared(CaseFiles current) throws IOException {
        Held held = memory.hold(need.get(current.caseId()));
        Prepared[] made = new Prepared[1];
        boolean ready = false;
        try {
            ready = cases.work(
                    current,
                    c -> made[0] = new Prepared(
                            prepared(c, cases.reader().image(c)),
                            cases.reader().header(c).first(),
                            held));
        } finally {
            if (!ready) {
                held.release();
            }
        }
        return ready ? Optional.of(made[0]) : Optional.empty();
    }

    private ModelPredictor.Prepared prepared(CaseFiles current, ImageVolume image) {
        String caseId = current.caseId();
        return previousStage
                .map(maps -> predictor.prepare(caseId, image, maps.prediction(caseId, caseId + files.ending())))
                .orElseGet(() -> predictor.prepare(caseId, image));
    }

    private boolean written(CaseFiles current, ModelPredictor.Predicted predicted, ImageHeader header, Held held)
            throws IOException {
        try {
            return cases.orLeaveOut(current, c -> {
                if (probabilities) {
                    files.write(c, predictor.restoreProbabilities(predicted), predictor.properties(predicted), header);
                } else {
                    files.write(c, predictor.restore(predicted), header);
                }
            });
        } finally {
            held.release();
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
