package io.nephrite.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.job.WorkerId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerIdentityTest {
    @TempDir
    Path folder;

    @Test
    void keepsItsNameAfterARestart() {
        WorkerId before;
        try (WorkerIdentity first = WorkerIdentity.in(folder)) {
            before = first.id();
        }
        try (WorkerIdentity again = WorkerIdentity.in(folder)) {
            assertThat(again.id().name()).isEqualTo(before.name());
            assertThat(again.id().incarnation()).isNotEqualTo(before.incarnation());
        }
    }

    @Test
    void sharesItsNameWithNoLivingProcess() {
        try (WorkerIdentity first = WorkerIdentity.in(folder);
                WorkerIdentity second = WorkerIdentity.in(folder)) {
            assertThat(second.id().name()).isNotEqualTo(first.id().name());
        }
    }

    @Test
    void keepsTheNamesOfAllProcessesThatShareAFolder() {
        try (WorkerIdentity first = WorkerIdentity.in(folder)) {
            WorkerId killed;
            try (WorkerIdentity second = WorkerIdentity.in(folder)) {
                killed = second.id();
            }
            try (WorkerIdentity again = WorkerIdentity.in(folder)) {
                assertThat(again.id().name())
                        .isEqualTo(killed.name())
                        .isNotEqualTo(first.id().name());
            }
        }
    }
}
