package io.nephrite.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.TrainingDevice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Journals of a fold's training, as the trainer writes them. */
public final class JournalExamples {
    private JournalExamples() {}

    /** Of fold 0 of {@link PlannedDataset}. */
    public static FoldJournal of(List<String> warnings, EpochReport... epochs) {
        ObjectNode empty = Json.mapper().createObjectNode();
        return new FoldJournal(
                PlannedDataset.CONFIGURATION,
                empty,
                "0",
                12345,
                empty,
                List.of("kidney", "tumor"),
                1000,
                List.of("case_00001"),
                List.of("case_00000"),
                warnings,
                List.of(epochs),
                Optional.empty(),
                Optional.of(new TrainingDevice("cpu", "2.7.1", "fp32")));
    }

    /** The epoch has pseudo Dice 0.8 and 0.4, took 90 s for each that is left, and did 2.5 iterations a second. */
    public static EpochReport epoch(int epoch, int epochs, double loss) {
        List<OptionalDouble> dice = List.of(OptionalDouble.of(0.8), OptionalDouble.of(0.4));
        return new EpochReport(
                epoch,
                epochs,
                loss,
                loss,
                dice,
                dice,
                OptionalDouble.of(0.6),
                0.6,
                true,
                0.01,
                Instant.EPOCH,
                90,
                2.5,
                0,
                OptionalLong.empty(),
                90.0 * (epochs - 1 - epoch));
    }
}
