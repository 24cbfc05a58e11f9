package io.nephrite.eval.app.page;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** How the trainings of a version go. */
@Path("/datasets/{name}/folds")
@Blocking
class FoldResource {
    private final ObjectStore results;

    FoldResource(@Results ObjectStore results) {
        this.results = results;
    }

    /**
     * A training so far.
     *
     * @param classes names of the foreground classes, in order of the Dice values
     * @param epochs that have ended
     */
    record FoldCurve(String configuration, String fold, List<String> classes, List<EpochReport> epochs) {
        private static FoldCurve of(FoldId id, Optional<FoldJournal> journal) {
            return new FoldCurve(
                    id.configuration(),
                    id.fold(),
                    journal.map(FoldJournal::classes).orElse(List.of()),
                    journal.map(FoldJournal::epochs).orElse(List.of()));
        }
    }

    /** @param version the newest sealed one where it is not given */
    @GET
    @Operation(summary = "Every epoch of all folds of a version")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = FoldCurve.class)))
    public Response folds(@PathParam("name") String dataset, @QueryParam("version") String version) {
        VersionId id = RequestedVersion.of(results, dataset, version);
        StoredVersion stored = new StoredVersion(results, id);
        List<FoldCurve> curves = stored.isPlanned()
                ? stored.folds().stream()
                        .map(fold -> FoldCurve.of(fold, FoldJournal.find(results, fold)))
                        .toList()
                : List.of();
        return Response.ok(Json.bytes(curves), MediaType.APPLICATION_JSON).build();
    }
}
