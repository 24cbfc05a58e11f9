package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.service.ServiceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A running system, the small experiment, and the undisturbed run that all others are compared with. */
final class Laboratory {
    /** The consumer groups of the services. */
    static final List<String> GROUPS =
            Arrays.stream(ServiceKind.values()).map(ServiceKind::serviceName).toList();

    static final Duration MOMENT_PATIENCE = Duration.ofMinutes(4);

    private final RealSystem system;
    private final DatasetFolder folder;
    private final byte[] experiment;
    private final Duration reportPatience;
    private Optional<Artefacts> undisturbed = Optional.empty();
    private double undisturbedSeconds;
    private long undisturbedEvents;
    private int trials;

    /** @param reportPatience after which a dataset without a report stands still */
    Laboratory(RealSystem system, DatasetFolder folder, byte[] experiment, Duration reportPatience) {
        this.system = system;
        this.folder = folder;
        this.experiment = experiment;
        this.reportPatience = reportPatience;
    }

    RealSystem system() {
        return system;
    }

    DatasetFolder folder() {
        return folder;
    }

    Records records() {
        return system.records();
    }

    Trial begin() throws IOException {
        return begin(experiment);
    }

    Trial begin(byte[] otherExperiment) throws IOException {
        return Trial.begin(system, folder, nextName(), otherExperiment);
    }

    /** With files in place of the folder's or beside them. */
    Trial begin(Map<String, Path> others) throws IOException {
        return Trial.begin(system, folder, nextName(), experiment, others);
    }

    private String nextName() {
        trials++;
        return String.format(Locale.ROOT, "Task9%02d_Fault", trials);
    }

    /** The small experiment with more epochs, where a fault lasts longer than its training. */
    byte[] experimentOf(int epochs) {
        ObjectNode document = (ObjectNode) Json.tree(experiment);
        ((ObjectNode) document.path("training")).put("epochs", epochs);
        return Json.bytes(document);
    }

    /** The run that nothing disturbs. */
    Outcome measureUndisturbed() throws Exception {
        long events = records().events();
        Trial trial = begin();
        if (!trial.awaitReport(reportPatience)) {
            throw new IllegalStateException("the undisturbed run has no report: " + trial.progress());
        }
        undisturbed = Optional.of(trial.artefacts());
        undisturbedSeconds = trial.secondsSinceBegin();
        undisturbedEvents = records().events() - events;
        return Outcome.holds(String.format(
                Locale.ROOT,
                "report after %.0f s, %d events, %d files compared",
                undisturbedSeconds,
                undisturbedEvents,
                undisturbed.get().hashes().size()));
    }

    Artefacts undisturbed() {
        return undisturbed.orElseThrow();
    }

    /** In place of an undisturbed run of one's own. */
    void compareWith(Artefacts known) {
        undisturbed = Optional.of(known);
    }

    /**
     * Uploads a dataset, waits for a moment, does something, and says how the dataset ends.
     *
     * @param disturbance returns when the fault is over
     */
    Outcome disturbed(Predicate<JsonNode> moment, Disturbance disturbance) throws Exception {
        return disturbed(experiment, moment, disturbance);
    }

    /** The same with another experiment, whose hashes are not compared unless it is the undisturbed run's. */
    Outcome disturbed(byte[] otherExperiment, Predicate<JsonNode> moment, Disturbance disturbance) throws Exception {
        long events = records().events();
        long deadLetters = records().deadLetters();
        Trial trial = begin(otherExperiment);
        trial.await("the moment", moment, MOMENT_PATIENCE);
        disturbance.on(trial);
        Optional<Double> recovered = trial.secondsToProgress(reportPatience);
        return ended(trial, recovered, events, deadLetters, otherExperiment == experiment);
    }

    /** How a dataset ends that was disturbed and is left alone now. */
    Outcome ended(Trial trial, Optional<Double> recovered, long eventsBefore, long deadLettersBefore, boolean compared)
            throws Exception {
        boolean done = trial.awaitReport(reportPatience);
        double seconds = trial.secondsSinceBegin();
        List<String> failures = trial.failures();
        List<String> seen = new ArrayList<>();
        boolean healed = false;
        if (done) {
            seen.add(String.format(Locale.ROOT, "report after %.0f s", seconds));
        } else {
            seen.add(String.format(
                    Locale.ROOT,
                    "no report after %.0f s, no progress for %.0f s",
                    seconds,
                    trial.secondsSinceProgress()));
            failures.stream().limit(2).forEach(f -> seen.add(shortened(f)));
            trial.seal();
            healed = trial.awaitReport(reportPatience);
            seen.add(healed ? "a seal heals it" : "a seal does not heal it: " + trial.progress());
        }
        long deadLetters = records().deadLetters() - deadLettersBefore;
        long events = records().events() - eventsBefore;
        seen.add(events + " events");
        if (deadLetters > 0) {
            seen.add(deadLetters + " dead letters");
        }
        if (!failures.isEmpty()) {
            seen.add(failures.size() + " failures shown");
        }
        String hashes = done || healed ? compared ? compare(trial) : "not compared" : "none";
        return new Outcome(
                String.join("; ", seen),
                recovered,
                hashes,
                done && deadLetters == 0 && failures.isEmpty() && (!compared || hashes.equals("equal")));
    }

    /** Seconds until nothing waits on any topic. */
    double awaitDrained() throws Exception {
        long begin = System.nanoTime();
        int quiet = 0;
        while (quiet < 5) {
            TimeUnit.MILLISECONDS.sleep(500);
            quiet = records().lag(GROUPS) == 0 ? quiet + 1 : 0;
            if (System.nanoTime() - begin > reportPatience.toNanos()) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    String compare(Trial trial) {
        return compare(trial.artefacts());
    }

    String compare(Artefacts artefacts) {
        List<String> differences = artefacts.differences(undisturbed.orElseThrow());
        return differences.isEmpty() ? "equal" : "differ: " + differences;
    }

    Duration reportPatience() {
        return reportPatience;
    }

    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    /** What is done to the system while a dataset goes through it. */
    @FunctionalInterface
    interface Disturbance {
        void on(Trial trial) throws Exception;
    }
}
