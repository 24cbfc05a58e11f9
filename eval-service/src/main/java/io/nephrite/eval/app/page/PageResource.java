package io.nephrite.eval.app.page;

import io.nephrite.core.housekeeping.DatasetDeletion;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.ReportSummaries;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.eval.viewer.CaseTable;
import io.nephrite.eval.viewer.CaseTables;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.quarkus.qute.CheckedTemplate;
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
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The page: what the documents, the status and the REST resources say, for people. A page is a frame with parts that are
 * asked for again when something has moved.
 */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
class PageResource {
    /** Rows of a table that are sent at a time. */
    private static final int ROWS = 100;

    /** Cells of Dice that are sent at a time: a dataset of many classes has fewer rows. */
    private static final int MOST_CELLS = 2_500;

    private static final int FEW_ROWS = 10;

    private final StatusBoard board;
    private final ObjectStore results;
    private final ReportSummaries reports;
    private final SharedParts parts;
    private final CaseTables tables;

    PageResource(
            StatusBoard board,
            @Results ObjectStore results,
            ReportSummaries reports,
            SharedParts parts,
            CaseTables tables) {
        this.parts = parts;
        this.tables = tables;
        this.board = board;
        this.results = results;
        this.reports = reports;
    }

    /** Checked against the types of their parameters when the service is built. */
    @CheckedTemplate(basePath = "page")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance home();

        static native TemplateInstance datasets(List<HomeRow> rows);

        static native TemplateInstance dataset(String name, String tab, boolean isBeingDeleted);

        static native TemplateInstance work(DatasetStatus status);

        static native TemplateInstance cases(
                String dataset, CaseTable table, List<CaseTable.Row> rows, String order, int from, int to, int next);

        static native TemplateInstance viewer(String dataset, String caseId);

        static native TemplateInstance trouble();

        static native TemplateInstance failures(List<DatasetFailure> failures, int more);
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(hidden = true)
    public TemplateInstance home() {
        return Templates.home();
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets")
    @Operation(hidden = true)
    public String datasets() {
        return parts.html(
                "datasets",
                () -> Templates.datasets(board.datasets().stream()
                        .flatMap(name -> board.status(name).stream())
                        .map(status -> HomeRow.of(status, reports))
                        .toList()));
    }

    /**
     * Shows one tab of a dataset.
     *
     * @param tab one of work, training, cases, results, versions, faults, fingerprint, plans
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/datasets/{name}")
    @Operation(hidden = true)
    public TemplateInstance dataset(
            @PathParam("name") String name, @QueryParam("tab") @DefaultValue("work") String tab) {
        String dataset = status(name).dataset();
        return Templates.dataset(
                dataset,
                tab,
                DatasetDeletion.find(results, dataset)
                        .filter(deletion -> !deletion.isEnded())
                        .isPresent());
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/work")
    @Operation(hidden = true)
    public String work(@PathParam("name") String name) {
        return parts.html("work of " + dataset(name), () -> Templates.work(status(name)));
    }

    /**
     * Shows the list of cases.
     *
     * @param order {@code worst} or {@code name}
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/datasets/{name}/cases")
    @Operation(hidden = true)
    public TemplateInstance cases(
            @PathParam("name") String name,
            @QueryParam("order") @DefaultValue("worst") String order,
            @QueryParam("from") @DefaultValue("0") int from) {
        CaseTable table = tables.find(newest(name), order.equals("worst"));
        int rows = Math.max(
                FEW_ROWS, Math.min(ROWS, MOST_CELLS / (1 + table.classes().size())));
        int begin = Math.max(0, Math.min(from, table.rows().size()));
        int end = Math.min(begin + rows, table.rows().size());
        return Templates.cases(
                name,
                table,
                table.rows().subList(begin, end),
                order.equals("worst") ? order : "name",
                begin + 1,
                end,
                end < table.rows().size() ? end : -1);
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/datasets/{name}/cases/{case}")
    @Operation(hidden = true)
    public TemplateInstance viewer(@PathParam("name") String name, @PathParam("case") String caseId) {
        return Templates.viewer(dataset(name), RequestNames.require("case", caseId));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/trouble")
    @Operation(hidden = true)
    public TemplateInstance trouble() {
        return Templates.trouble();
    }

    /** A failure and whose it is. */
    record DatasetFailure(String dataset, DatasetStatus.Failure failure) {}

    /** Failures of all datasets, the newest first. */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/ui/parts/failures")
    @Operation(hidden = true)
    public String failures() {
        return parts.html("failures", this::newestFailures);
    }

    private TemplateInstance newestFailures() {
        List<DatasetFailure> all = board.datasets().stream()
                .flatMap(name -> board.status(name).stream())
                .flatMap(status -> status.failures().stream().map(f -> new DatasetFailure(status.dataset(), f)))
                .sorted(Comparator.comparing((DatasetFailure f) -> f.failure().time())
                        .reversed())
                .toList();
        List<DatasetFailure> shown = all.subList(0, Math.min(ROWS, all.size()));
        return Templates.failures(shown, all.size() - shown.size());
    }

    private DatasetStatus status(String name) {
        return board.status(dataset(name))
                .orElseThrow(() -> RequestFault.notFound("nothing is known of dataset " + name));
    }

    private static String dataset(String name) {
        return RequestNames.require("dataset", name);
    }

    private VersionId newest(String name) {
        return RequestedVersion.of(results, name, null);
    }
}
