package io.nephrite.eval.app.page;

import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.DatasetVersions;
import io.nephrite.eval.report.ReportSummaries;
import io.nephrite.eval.viewer.CaseTables;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.eval.viewer.ImageViewer;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the page looks through. */
@ApplicationScoped
class PageBeans {
    private static final double GIB = 1L << 30;

    @Produces
    @Singleton
    CaseViewer caseViewer(@Datasets ObjectStore datasets, @Results ObjectStore results, PageConfig config) {
        return new CaseViewer(datasets, results, config.cache(), (long) (config.cacheGib() * GIB));
    }

    @Produces
    @Singleton
    ReportSummaries reportSummaries(@Results ObjectStore results) {
        return new ReportSummaries(results);
    }

    @Produces
    @Singleton
    CaseTables caseTables(@Results ObjectStore results) {
        return new CaseTables(results);
    }

    @Produces
    @Singleton
    DatasetVersions datasetVersions(@Results ObjectStore results, ReportSummaries summaries) {
        return new DatasetVersions(results, summaries);
    }

    @Produces
    @Singleton
    ImageViewer imageViewer(@Datasets ObjectStore datasets, @Results ObjectStore results, CaseViewer cases) {
        return new ImageViewer(datasets, results, cases);
    }
}
