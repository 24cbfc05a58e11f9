package io.nephrite.ingest.app;

import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.ingest.step.CheckCaseStep;
import io.nephrite.ingest.step.SealDatasetStep;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Checks of cases: those that are to be made, and those that are. */
@ApplicationScoped
class CheckListener {
    private final StepRunner runner;
    private final CheckCaseStep checkCase;
    private final SealDatasetStep sealDataset;

    CheckListener(StepRunner runner, CheckCaseStep checkCase, SealDatasetStep sealDataset) {
        this.runner = runner;
        this.checkCase = checkCase;
        this.sealDataset = sealDataset;
    }

    @Incoming("case-check-requested")
    @Blocking(ordered = false)
    void caseCheckRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(CaseCheckRequested.class, body, asker, checkCase);
    }

    @Incoming("case-checked")
    @Blocking
    void caseChecked(byte[] body, Optional<TraceParent> asker) {
        runner.run(CaseChecked.class, body, asker, sealDataset);
    }
}
