package io.nephrite.core.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskResultTest {
    static Stream<Throwable> thrownAsTheyAre() {
        return Stream.of(new IllegalArgumentException("bad"), new StackOverflowError());
    }

    @Test
    void givesWhatTheWorkGave() throws Exception {
        assertThat(TaskResult.of(CompletableFuture.completedFuture(3))).isEqualTo(3);
        assertThat(TaskResult.ofReadOrWrite(CompletableFuture.completedFuture(4)))
                .isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("thrownAsTheyAre")
    void throwsErrorsAndUncheckedExceptionsAsTheyAre(Throwable thrown) {
        assertThat(catchThrowable(() -> TaskResult.of(CompletableFuture.failedFuture(thrown))))
                .isSameAs(thrown);
        assertThat(catchThrowable(() -> TaskResult.ofReadOrWrite(CompletableFuture.failedFuture(thrown))))
                .isSameAs(thrown);
    }

    @Test
    void throwsWhatReadingThrewBare() {
        IOException io = new IOException("cut");

        assertThat(catchThrowable(() -> TaskResult.ofReadOrWrite(CompletableFuture.failedFuture(io))))
                .isSameAs(io);
        assertThat(catchThrowable(
                        () -> TaskResult.ofReadOrWrite(CompletableFuture.failedFuture(new UncheckedIOException(io)))))
                .isSameAs(io);
    }

    @Test
    void wrapsACheckedExceptionOfOtherWork() {
        IOException io = new IOException("cut");

        assertThat(catchThrowable(() -> TaskResult.of(CompletableFuture.failedFuture(io))))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(io);
    }

    @Test
    void tellsThatTheWorkWasInterrupted() {
        assertThat(catchThrowable(() -> TaskResult.of(CompletableFuture.failedFuture(new InterruptedException()))))
                .isInstanceOf(InterruptedException.class);
    }
}
