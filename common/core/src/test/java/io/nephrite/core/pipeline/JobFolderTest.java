package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobFolderTest {
    private static final JobFolder FOLDER = JobFolder.of("trainer");

    /** Other replicas and older releases look for them there. */
    @Test
    void keepsTheKeysOfJobs() {
        assertThat(FOLDER.open("a1")).isEqualTo("_jobs/trainer/open/a1.json");
        assertThat(FOLDER.control("a1")).isEqualTo("_jobs/trainer/control/a1.json");
        assertThat(FOLDER.claim("a1", 7)).isEqualTo("_jobs/trainer/claims/a1/000007.json");
        assertThat(FOLDER.clock("w")).isEqualTo("_jobs/trainer/clock/w");
    }

    @Test
    void readsFromAKeyWhatItWasMadeOf() {
        assertThat(FOLDER.jobId(FOLDER.open("a1"))).isEqualTo("a1");
        assertThat(FOLDER.jobId(FOLDER.control("a1"))).isEqualTo("a1");
        assertThat(FOLDER.claimNumber(FOLDER.claim("a1", 123))).isEqualTo(123);
        assertThat(FOLDER.claim("a1", 9)).isLessThan(FOLDER.claim("a1", 10));
    }
}
