package io.nephrite.preprocess.app;

import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.preprocess.step.FingerprintCaseStep;
import io.nephrite.preprocess.step.PreprocessCaseStep;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Cases in any order, as many at a time as the pool has threads and the memory budget admits. A case takes minutes at
 * most, and a second worker on the same case is harmless, so the record itself is the job: it is acknowledged at the
 * end, and redelivered where this process dies before.
 */
@ApplicationScoped
class CaseListener {
    private static final String POOL = "case-work";

    private final StepRunner runner;
    private final FingerprintCaseStep fingerprintCase;
    private final PreprocessCaseStep preprocessCase;

    CaseListener(StepRunner runner, FingerprintCaseStep fingerprintCase, PreprocessCaseStep preprocessCase) {
        this.runner = runner;
        this.fingerprintCase = fingerprintCase;
        this.preprocessCase = preprocessCase;
    }

    @Incoming("fingerprint-requested")
    @Blocking(value = POOL, ordered = false)
    void fingerprintRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(FingerprintRequested.class, body, asker, fingerprintCase);
    }

    @Incoming("preprocessing-requested")
    @Blocking(value = POOL, ordered = false)
    void preprocessingRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(PreprocessingRequested.class, body, asker, preprocessCase);
    }
}
