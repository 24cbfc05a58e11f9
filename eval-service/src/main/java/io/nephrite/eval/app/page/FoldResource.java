package io.nephrite.eval.app.page;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.viewer.FoldJournals;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final FoldJournals journals;

    FoldResource(@Results ObjectStore results) {
        this.results = results;
        this.journals = new FoldJournals(results);
    }

    /**
     * A training so far.
     *
     * @param classes names of the foreground classes, in order of the Dice values
     * @param first number of the first epoch of the answer, from 0
     * @param epochs that have ended, from {@code first} on
     */
    record FoldCurve(String configuration, String fold, List<String> classes, int first, List<EpochReport> epochs) {
        private static FoldCurve of(FoldId id, Optional<FoldJournal> journal, int known) {
            List<EpochReport> all = journal.map(FoldJournal::epochs).orElse(List.of());
            // a training that was started again has fewer epochs than the page knows: then all are sent
            int first = known <= all.size() ? known : 0;
            return new FoldCurve(
                    id.configuration(),
                    id.fold(),
                    journal.map(FoldJournal::classes).orElse(List.of()),
                    first,
                    all.subList(first, all.size()));
        }
    }

    /**
     * Shows the epochs that the caller does not have yet.
     *
     * @param version the newest sealed one where it is not given
     * @param known epochs that the caller has already, as {@code <configuration>/<fold>:<epochs>}; once for each fold
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "The epochs of all folds of a version that the caller does not have yet")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = FoldCurve.class)))
    public Response folds(
            @PathParam("name") String dataset,
            @QueryParam("version") String version,
            @QueryParam("known") List<String> known) {
        VersionId id = RequestedVersion.of(results, dataset, version);
        Map<String, Integer> epochs = epochs(known);
        StoredVersion stored = new StoredVersion(results, id);
        List<FoldCurve> curves = stored.isPlanned()
                ? stored.folds().stream()
                        .map(fold -> FoldCurve.of(
                                fold,
                                journals.find(fold),
                                epochs.getOrDefault(fold.configuration() + "/" + fold.fold(), 0)))
                        .toList()
                : List.of();
        return Response.ok(Json.bytes(curves), MediaType.APPLICATION_JSON).build();
    }

    private static Map<String, Integer> epochs(List<String> known) {
        Map<String, Integer> epochs = new HashMap<>();
        for (String fold : known) {
            int colon = fold.lastIndexOf(':');
            try {
                epochs.put(fold.substring(0, Math.max(0, colon)), Integer.parseUnsignedInt(fold.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw RequestFault.badRequest("known needs <configuration>/<fold>:<epochs>, such as 3d_fullres/0:12");
            }
        }
        return epochs;
    }

    /** training_log.txt of a fold. */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{configuration}/{fold}/log")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "The log of a fold's training")
    @APIResponse(responseCode = "200", description = "Text, as in training_log.txt")
    public String log(
            @PathParam("name") String dataset,
            @PathParam("configuration") String configuration,
            @PathParam("fold") String fold,
            @QueryParam("version") String version) {
        FoldId id = RequestedVersion.of(results, dataset, version)
                .fold(RequestNames.require("configuration", configuration), RequestNames.require("fold", fold));
        return results.find(FoldFolder.of(id).log())
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .orElseThrow(() -> RequestFault.notFound(
                        "fold " + fold + " of " + configuration + " has no log yet: no epoch has ended"));
    }
}
