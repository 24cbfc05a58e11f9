package io.nephrite.eval.app;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.step.EvaluateCaseStep;
import io.nephrite.eval.step.EvaluateFoldStep;
import io.nephrite.eval.step.RecordFailureStep;
import io.nephrite.eval.step.RenewReportPageStep;
import io.nephrite.eval.step.ReportStep;
import io.nephrite.eval.step.SelectConfigurationStep;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.store.Results;
import io.nephrite.runtime.trace.TraceParent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Cases in any order; folds, choices, reports and failures one at a time. */
@ApplicationScoped
class EvaluationListener {
    private final StepRunner runner;
    private final EvaluateCaseStep evaluateCase;
    private final EvaluateFoldStep evaluateFold;
    private final SelectConfigurationStep selectConfiguration;
    private final ReportStep report;
    private final RenewReportPageStep renewReportPage;
    private final ObjectStore results;

    EvaluationListener(
            StepRunner runner,
            EvaluateCaseStep evaluateCase,
            EvaluateFoldStep evaluateFold,
            SelectConfigurationStep selectConfiguration,
            ReportStep report,
            RenewReportPageStep renewReportPage,
            @Results ObjectStore results) {
        this.runner = runner;
        this.evaluateCase = evaluateCase;
        this.evaluateFold = evaluateFold;
        this.selectConfiguration = selectConfiguration;
        this.report = report;
        this.renewReportPage = renewReportPage;
        this.results = results;
    }

    @Incoming("case-predicted")
    @Blocking(value = "case-work", ordered = false)
    void casePredicted(byte[] body, Optional<TraceParent> asker) {
        runner.run(CasePredicted.class, body, asker, evaluateCase);
    }

    @Incoming("case-evaluated")
    @Blocking
    void caseEvaluated(byte[] body, Optional<TraceParent> asker) {
        runner.run(CaseEvaluated.class, body, asker, evaluateFold);
    }

    @Incoming("fold-evaluated")
    @Blocking
    void foldEvaluated(byte[] body, Optional<TraceParent> asker) {
        runner.run(FoldEvaluated.class, body, asker, selectConfiguration);
    }

    @Incoming("configuration-selected")
    @Blocking
    void configurationSelected(byte[] body, Optional<TraceParent> asker) {
        runner.run(ConfigurationSelected.class, body, asker, report);
    }

    @Incoming("image-predicted")
    @Blocking
    void imagePredicted(byte[] body, Optional<TraceParent> asker) {
        runner.run(ImagePredicted.class, body, asker, renewReportPage);
    }

    @Incoming("work-failed")
    @Blocking
    void workFailed(byte[] body, Optional<TraceParent> asker, IncomingKafkaRecordMetadata<String, byte[]> record) {
        runner.run(WorkFailed.class, body, asker, new RecordFailureStep(results, RecordTimes.sent(record)));
    }
}
