package io.nephrite.local.faults;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One dataset from its upload to its report and its test images, while one fault follows another. */
final class ChaosRound {
    private static final int LONGEST_PAUSE_MS = 5000;

    private final RealSystem system;
    private final Laboratory laboratory;
    private final List<String> testImages;
    private final Random random;
    private final Consumer<String> log;

    /**
     * @param testImages case identifiers
     * @param random decides what happens when
     */
    ChaosRound(Laboratory laboratory, List<String> testImages, Random random, Consumer<String> log) {
        this.system = laboratory.system();
        this.laboratory = laboratory;
        this.testImages = List.copyOf(testImages);
        this.random = random;
        this.log = log;
    }

    /** The run that all others are compared with. */
    Result undisturbed() throws Exception {
        return run(Deck.EMPTY, 0);
    }

    /**
     * @param deck of faults to draw from
     * @param seconds after which no fault begins
     */
    Result run(Deck deck, long seconds) throws Exception {
        long deadLetters = laboratory.records().deadLetters();
        Trial trial = laboratory.begin();
        List<Strike> strikes = new ArrayList<>();
        ProgressWatch watch = new ProgressWatch(trial, this::isAllThere);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (!deck.kinds().isEmpty() && watch.done().isEmpty() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MS));
                strikes.add(strike(deck.draw(random), trial));
            }
            system.restore(log);
            Optional<VersionId> version =
                    watch.await(laboratory.reportPatience().toSeconds());
            double took = trial.secondsSinceBegin();
            laboratory.awaitDrained();
            watch.end();
            return result(trial, version, took, strikes, watch, deadLetters);
        } finally {
            watch.end();
        }
    }

    private Strike strike(RandomFaults.Kind kind, Trial trial) throws Exception {
        long begin = System.nanoTime();
        log.accept(String.format(Locale.ROOT, "%6.1f s  %s …", trial.secondsSinceBegin(), kind.name()));
        String victim = kind.strike().strike();
        log.accept(String.format(Locale.ROOT, "%6.1f s  … %s", trial.secondsSinceBegin(), victim));
        return new Strike(kind.name(), victim, begin, System.nanoTime());
    }

    private boolean isAllThere(VersionId version) {
        return testImages.stream()
                .allMatch(image ->
                        system.results().exists(ObjectKeys.imagePredictionRecord(ChosenModel.id(version), image)));
    }

    private Result result(
            Trial trial,
            Optional<VersionId> version,
            double seconds,
            List<Strike> strikes,
            ProgressWatch watch,
            long deadLettersBefore)
            throws Exception {
        List<Recovery> recoveries = strikes.stream()
                .map(s -> new Recovery(s.kind(), s.victim(), watch.secondsToProgress(s.end())))
                .toList();
        long deadLetters = laboratory.records().deadLetters() - deadLettersBefore;
        if (version.isEmpty()) {
            return new Result(
                    trial.dataset(),
                    seconds,
                    recoveries,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    deadLetters,
                    trial.failures());
        }
        Executions executions = Executions.of(
                system.storeRequests().writes(),
                trial.dataset(),
                ChosenModel.id(version.get()),
                strikes.stream().map(Strike::begin).toList());
        Remains remains = Remains.afterSweep(system.datasets(), system.results(), version.get());
        return new Result(
                trial.dataset(),
                seconds,
                recoveries,
                Optional.of(Artefacts.ofAll(system.results(), version.get())), // what the sweep has left of them
                Optional.of(remains),
                Optional.of(executions),
                deadLetters,
                trial.failures());
    }

    /**
     * Kinds of faults in a random order; each comes once before any comes again.
     *
     * @param left of the order
     */
    record Deck(List<RandomFaults.Kind> kinds, List<RandomFaults.Kind> left) {
        static final Deck EMPTY = of(List.of());

        static Deck of(List<RandomFaults.Kind> kinds) {
            return new Deck(List.copyOf(kinds), new ArrayList<>());
        }

        RandomFaults.Kind draw(Random random) {
            if (left.isEmpty()) {
                left.addAll(kinds);
                Collections.shuffle(left, random);
            }
            return left.remove(left.size() - 1);
        }
    }

    private record Strike(String kind, String victim, long begin, long end) {}

    /**
     * A fault, and how long after its end the work went on.
     *
     * @param seconds empty where no progress came after it, as nothing was left to do
     */
    record Recovery(String kind, String victim, OptionalDouble seconds) {}

    /**
     * What came of a round.
     *
     * @param seconds from the upload to the last test image
     * @param artefacts empty where there is no report
     * @param remains empty where there is no report
     * @param failures that the status still shows at the end
     */
    record Result(
            String dataset,
            double seconds,
            List<Recovery> recoveries,
            Optional<Artefacts> artefacts,
            Optional<Remains> remains,
            Optional<Executions> executions,
            long deadLetters,
            List<String> failures) {
        /** What is not as it should be; empty where all is. */
        List<String> complaints(Result undisturbed) {
            List<String> complaints = new ArrayList<>();
            if (artefacts.isEmpty() || remains.isEmpty()) {
                complaints.add("no report, or test images without prediction");
            } else {
                List<String> differences =
                        artefacts.get().differences(undisturbed.artefacts().orElseThrow());
                if (!differences.isEmpty()) {
                    complaints.add("differs from the undisturbed run in " + differences);
                }
                Map<String, String> leftovers =
                        remains.get().differences(undisturbed.remains().orElseThrow());
                if (!leftovers.isEmpty()) {
                    complaints.add("after a sweep it has left " + leftovers);
                }
            }
            executions.map(Executions::unexplained).filter(u -> !u.isEmpty()).ifPresent(u -> complaints.add("" + u));
            if (deadLetters > 0) {
                complaints.add(deadLetters + " dead letters");
            }
            if (!failures.isEmpty()) {
                complaints.add("failures shown: " + failures);
            }
            return complaints;
        }
    }
}
