package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final ManualClock clock = new ManualClock();
    private Optional<String> defeat = Optional.empty();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int attempts;

    @Test
    void repeatsWhatASleepOfHoursHasInterrupted() throws Exception {
        String answer = patience().during(() -> {
            attempts++;
            if (attempts < 3) {
                clock.advance(Duration.ofHours(2));
                throw new IOException("request timed out");
            }
            return "done";
        });
        assertThat(answer).isEqualTo("done");
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void waitsForAStoreThatIsAway() throws Exception {
        assertThat(patience().during(() -> {
                    attempts++;
                    if (attempts < 5) {
                        throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
                    }
                    return attempts;
                }))
                .isEqualTo(5);
    }

    @Test
    void givesUpAfterMinutesOfSilence() {
        assertThatThrownBy(() -> patience().during(this::refuse))
                .isInstanceOf(IOException.class)
                .hasMessage("connection refused");
        assertThat(attempts).isBetween(60, 240);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .as("told once a minute")
                .hasSize(2)
                .allMatch(line -> line.contains("(connection refused); still waiting"));
    }

    @Test
    void doesNotRepeatWhatIsWrongForGood() {
        assertThatThrownBy(() -> patience().during(() -> {
                    attempts++;
                    throw new PipelineException(FailureCode.INVALID_DATASET, "no label");
                }))
                .isInstanceOf(PipelineException.class);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void endsWhereTheSystemCannotGoOn() {
        defeat = Optional.of("eval-service ended again and again");
        assertThatThrownBy(() -> patience().during(this::refuse))
                .isInstanceOf(WorkFailedException.class)
                .hasMessage("eval-service ended again and again");
        assertThat(attempts).isEqualTo(1);
    }

    private String refuse() throws IOException {
        attempts++;
        throw new IOException("connection refused");
    }

    private Retry patience() {
        return new Retry(
                () -> defeat,
                Silence.OF_AN_ADDRESS,
                Terminal.plain(new PrintStream(out, true, StandardCharsets.UTF_8)),
                clock,
                clock::advance);
    }
}
