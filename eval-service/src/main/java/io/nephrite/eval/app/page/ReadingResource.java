package io.nephrite.eval.app.page;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.eval.report.AddressPart;
import io.nephrite.eval.report.DatasetVersions;
import io.nephrite.eval.report.ExperimentDifferences;
import io.nephrite.eval.report.ExperimentDifferences.Difference;
import io.nephrite.eval.report.FingerprintView;
import io.nephrite.eval.report.ReportComparison;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.eval.report.VersionChanges;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The parts of a dataset's page that are read: results, versions, comparisons, faults, fingerprint and plans. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
class ReadingResource {
    /** Rows of a table that are sent at a time. */
    private static final int ROWS = 100;

    private static final int FEW_ROWS = 10;

    /** Cells of a comparison that are sent at a time. */
    private static final int MOST_CELLS = 1_500;

    private static final String ALL = "all";

    private final ObjectStore results;
    private final DatasetVersions versions;
    private final ReportPage report;

    ReadingResource(@Results ObjectStore results, DatasetVersions versions, ReportPage report) {
        this.results = results;
        this.versions = versions;
        this.report = report;
    }

    /** Checked against the types of their parameters when the service is built. */
    @CheckedTemplate(basePath = "reading")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance results(String dataset, String version, RawString part);

        static native TemplateInstance none(String text);

        static native TemplateInstance versions(
                String dataset,
                List<DatasetVersions.Listed> versions,
                Optional<VersionChanges> changes,
                String before,
                String now,
                List<Reported> reported);

        static native TemplateInstance comparison(
                String dataset,
                String before,
                String now,
                ReportComparison comparison,
                List<ReportComparison.CaseDifference> rows);

        static native TemplateInstance faults(
                String dataset,
                IngestReport report,
                Map<String, Long> codes,
                String code,
                List<Fault> rows,
                int from,
                int to,
                int of,
                int next);

        static native TemplateInstance fingerprint(FingerprintView view, List<RawString> plots);

        static native TemplateInstance plans(String explained, List<Difference> settings, String experiment);
    }

    /** What can be compared: a configuration that the report of a version has. */
    record Reported(String version, String configuration) {
        static List<Reported> of(List<DatasetVersions.Listed> versions) {
            return versions.stream()
                    .flatMap(v -> v.configurations().stream().map(c -> new Reported(v.version(), c)))
                    .toList();
        }
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/results")
    @Operation(hidden = true)
    public TemplateInstance results(@PathParam("name") String name, @QueryParam("version") String version) {
        VersionId id = RequestedVersion.of(results, name, version);
        if (!results.exists(ObjectKeys.report(id))) {
            return Templates.none("The report is not written yet.");
        }
        return Templates.results(
                name,
                id.version(),
                new RawString(report.resultsPart(id, "/ui/datasets/" + AddressPart.of(name) + "/cases/")));
    }

    /**
     * Shows the versions of a dataset and what changed between two of them.
     *
     * @param before whose changes to {@code now} are shown; the one before it where it is not given
     * @param now the newest where it is not given
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/versions")
    @Operation(hidden = true)
    public TemplateInstance versions(
            @PathParam("name") String name, @QueryParam("before") String before, @QueryParam("now") String now) {
        String dataset = RequestNames.require("dataset", name);
        List<DatasetVersions.Listed> listed = versions.list(dataset);
        if (listed.isEmpty()) {
            return Templates.none("No version is sealed yet.");
        }
        VersionId second = RequestedVersion.of(results, dataset, now);
        Optional<VersionId> first = before != null
                ? Optional.of(RequestedVersion.of(results, dataset, before))
                : listed.stream()
                        .map(DatasetVersions.Listed::version)
                        .filter(v -> !v.equals(second.version()))
                        .findFirst()
                        .map(v -> new VersionId(dataset, v));
        return Templates.versions(
                dataset,
                listed,
                first.map(f -> found(() -> versions.changes(f, second))),
                first.map(VersionId::version).orElse(""),
                second.version(),
                Reported.of(listed));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/comparison")
    @Operation(hidden = true)
    public TemplateInstance comparison(
            @PathParam("name") String name, @QueryParam("first") String first, @QueryParam("second") String second) {
        Side a = side(name, first);
        Side b = side(name, second);
        if (a.equals(b)) {
            return Templates.none("Both are the same configuration of the same version. Choose two that differ.");
        }
        return versions.compare(a.version(), a.configuration(), b.version(), b.configuration())
                .map(c -> Templates.comparison(
                        name,
                        a.version().version(),
                        b.version().version(),
                        c,
                        c.cases().stream().limit(rows(c.classes().size())).toList()))
                .orElseGet(() -> Templates.none("One of the two has no report, or not that configuration."));
    }

    /** Fewer where a row has many classes. */
    private static int rows(int classes) {
        return Math.max(FEW_ROWS, Math.min(ROWS, MOST_CELLS / (1 + classes)));
    }

    private record Side(VersionId version, String configuration) {}

    /** @param text {@code <version>/<configuration>} */
    private Side side(String name, String text) {
        int slash = text == null ? -1 : text.indexOf('/');
        if (slash < 0) {
            throw RequestFault.badRequest("a comparison needs first and second, each as version/configuration");
        }
        return new Side(
                RequestedVersion.of(results, name, text.substring(0, slash)),
                RequestNames.require("configuration", text.substring(slash + 1)));
    }

    /**
     * Shows the faults of a dataset.
     *
     * @param code of the faults that are shown; all where it is {@code all}
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/faults")
    @Operation(hidden = true)
    public TemplateInstance faults(
            @PathParam("name") String name,
            @QueryParam("code") @DefaultValue(ALL) String code,
            @QueryParam("from") @DefaultValue("0") int from) {
        Optional<IngestReport> found = results.find(
                        ObjectKeys.newestIngestReport(RequestNames.require("dataset", name)))
                .map(IngestReport::parse);
        if (found.isEmpty()) {
            return Templates.none("The dataset was not checked as a whole yet.");
        }
        List<Fault> chosen = found.get().faults().stream()
                .filter(f -> code.equals(ALL) || f.code().name().equals(code))
                .toList();
        int begin = Math.max(0, Math.min(from, chosen.size()));
        int end = Math.min(begin + ROWS, chosen.size());
        return Templates.faults(
                name,
                found.get(),
                found.get().faults().stream()
                        .collect(Collectors.groupingBy(f -> f.code().name(), TreeMap::new, Collectors.counting())),
                code,
                chosen.subList(begin, end),
                Math.min(begin + 1, chosen.size()),
                end,
                chosen.size(),
                end < chosen.size() ? end : -1);
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/fingerprint")
    @Operation(hidden = true)
    public TemplateInstance fingerprint(@PathParam("name") String name) {
        FingerprintView view = versions.fingerprint(RequestedVersion.of(results, name, null));
        return view.cases() == 0
                ? Templates.none("No case has a fingerprint yet.")
                : Templates.fingerprint(
                        view, view.plots().stream().map(RawString::new).toList());
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/plans")
    @Operation(hidden = true)
    public TemplateInstance plans(@PathParam("name") String name) {
        StoredVersion version = new StoredVersion(results, RequestedVersion.of(results, name, null));
        return Templates.plans(
                text(ObjectKeys.plansExplained(version.id()), "The plans are not made yet."),
                ExperimentDifferences.fromDefaults(version.experiment()),
                text(ObjectKeys.experiment(version.id()), ""));
    }

    private String text(String key, String otherwise) {
        return results.find(key).map(b -> new String(b, StandardCharsets.UTF_8)).orElse(otherwise);
    }

    private static <T> T found(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (NoSuchObjectException e) {
            throw RequestFault.notFound(e.getMessage());
        }
    }
}
