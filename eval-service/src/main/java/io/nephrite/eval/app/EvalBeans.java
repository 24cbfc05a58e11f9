package io.nephrite.eval.app;

import io.nephrite.core.housekeeping.DatasetDeleter;
import io.nephrite.core.housekeeping.Sweeper;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.sweep.Sweep;
import io.nephrite.core.sweep.Traffic;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.eval.step.EvaluateCaseStep;
import io.nephrite.eval.step.EvaluateFoldStep;
import io.nephrite.eval.step.RenewReportPageStep;
import io.nephrite.eval.step.ReportStep;
import io.nephrite.eval.step.SelectConfigurationStep;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The steps of this service. */
@ApplicationScoped
class EvalBeans {
    @Produces
    @Singleton
    EvaluateCaseStep evaluateCaseStep(@Datasets ObjectStore datasets, @Results ObjectStore results, WorkConfig work) {
        return new EvaluateCaseStep(datasets, results, work.threadsHere());
    }

    @Produces
    @Singleton
    EvaluateFoldStep evaluateFoldStep(@Results ObjectStore results, Clock clock) {
        return new EvaluateFoldStep(results, clock);
    }

    @Produces
    @Singleton
    SelectConfigurationStep selectConfigurationStep(
            @Datasets ObjectStore datasets, @Results ObjectStore results, WorkConfig work) {
        return new SelectConfigurationStep(datasets, results, work.threadsHere());
    }

    @Produces
    @Singleton
    ReportPage reportPage(
            @Results ObjectStore results,
            CaseViewer viewer,
            @ConfigProperty(name = "quarkus.application.version") String release) {
        return new ReportPage(results, viewer, release);
    }

    @Produces
    @Singleton
    ReportStep reportStep(@Results ObjectStore results, ReportPage page) {
        return new ReportStep(results, page);
    }

    @Produces
    @Singleton
    RenewReportPageStep renewReportPageStep(@Results ObjectStore results, ReportPage page) {
        return new RenewReportPageStep(results, page);
    }

    @Produces
    @Singleton
    StatusBoard statusBoard(
            @Datasets ObjectStore datasets, @Results ObjectStore results, Clock clock, SweepConfig config) {
        return new StatusBoard(datasets, results, clock, config.patience());
    }

    @Produces
    @Singleton
    Sweeper sweeper(@Datasets ObjectStore datasets, @Results ObjectStore results, Clock clock) {
        return new Sweeper(datasets, results, clock);
    }

    @Produces
    @Singleton
    DatasetDeleter datasetDeleter(
            @Datasets ObjectStore datasets, @Results ObjectStore results, Clock clock, DeletionConfig config) {
        return new DatasetDeleter(datasets, results, clock, config.quiet(), config.patience());
    }

    @Produces
    @Singleton
    Sweep sweep(@Results ObjectStore results, Traffic traffic, Clock clock, SweepConfig config) {
        OpenJobs jobs = new OpenJobs(results, TrainerJobs.QUEUE);
        return new Sweep(results, traffic, jobs::ids, clock, config.pause(), config.patience());
    }
}
