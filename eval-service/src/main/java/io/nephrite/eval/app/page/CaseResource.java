package io.nephrite.eval.app.page;

import static io.nephrite.eval.app.page.PictureAnswers.PNG;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.viewer.CaseView;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.eval.viewer.CaseViewer.Labels;
import io.nephrite.eval.viewer.Lesion;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * A case to be looked at. {@code version} is the newest sealed one where it is not given. A prediction is named by
 * {@code configuration} and {@code fold}.
 */
@Path("/datasets/{name}/cases/{case}")
@Blocking
class CaseResource {
    private final CaseViewer viewer;
    private final PictureAnswers pictures;
    private final ObjectStore results;

    @PathParam("name")
    String dataset;

    @PathParam("case")
    String caseId;

    @QueryParam("version")
    String version;

    @QueryParam("configuration")
    String configuration;

    @QueryParam("fold")
    String fold;

    CaseResource(CaseViewer viewer, PictureAnswers pictures, @Results ObjectStore results) {
        this.viewer = viewer;
        this.pictures = pictures;
        this.results = results;
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "Grid, planes, windows, labels and predictions of a case")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CaseView.class)))
    public CompletionStage<Response> view() {
        VersionId id = versionId();
        String name = caseId();
        return pictures.answer(() -> PictureAnswers.json(viewer.view(id, name)));
    }

    /**
     * Draws a slice of the image.
     *
     * @param low intensity that is black
     * @param high intensity that is white
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/image/{plane}/{index}")
    @Operation(summary = "A slice of the image as PNG, grey")
    @APIResponse(responseCode = "200", content = @Content(mediaType = PNG))
    public CompletionStage<Response> image(
            @PathParam("plane") String plane,
            @PathParam("index") int index,
            @QueryParam("channel") @DefaultValue("0") int channel,
            @QueryParam("low") @DefaultValue("-160") double low,
            @QueryParam("high") @DefaultValue("240") double high) {
        VersionId id = versionId();
        String name = caseId();
        AnatomicalPlane seen = PictureAnswers.oneOf(AnatomicalPlane.values(), "plane", plane);
        return pictures.answer(() -> PictureAnswers.png(viewer.image(id, name, seen, index, channel, low, high)));
    }

    /**
     * Draws a slice of labels.
     *
     * @param of reference, prediction, or difference
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/labels/{plane}/{index}")
    @Operation(summary = "Labels of a slice as PNG; transparent where no label is")
    @APIResponse(responseCode = "200", content = @Content(mediaType = PNG))
    public CompletionStage<Response> labels(
            @PathParam("plane") String plane,
            @PathParam("index") int index,
            @QueryParam("of") @DefaultValue("reference") String of,
            @QueryParam("outline") boolean outline) {
        VersionId id = versionId();
        String name = caseId();
        AnatomicalPlane seen = PictureAnswers.oneOf(AnatomicalPlane.values(), "plane", plane);
        Labels which = PictureAnswers.oneOf(Labels.values(), "of", of);
        Optional<FoldId> foldId = foldId(id);
        if (which != Labels.REFERENCE && foldId.isEmpty()) {
            throw RequestFault.badRequest("a prediction needs configuration and fold");
        }
        return pictures.answer(() -> viewer.labels(id, name, seen, index, which, foldId, outline)
                .map(PictureAnswers::png)
                .orElseThrow(() -> RequestFault.notFound(name + " has no such labels")));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/voxel")
    @Operation(summary = "Intensity, reference and prediction of a voxel")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = CaseViewer.Voxel.class)))
    public CompletionStage<Response> voxel(
            @QueryParam("channel") @DefaultValue("0") int channel,
            @QueryParam("x") int x,
            @QueryParam("y") int y,
            @QueryParam("z") int z) {
        VersionId id = versionId();
        String name = caseId();
        Optional<FoldId> foldId = foldId(id);
        return pictures.answer(() -> PictureAnswers.json(viewer.voxel(id, name, channel, x, y, z, foldId)));
    }

    /**
     * Lists the connected components of each label of the reference.
     *
     * @return by label, then the largest first, at most 100 of each; none where the case has no reference
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/lesions")
    @Operation(summary = "The connected components of each label of the reference, and how much of each is found")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Lesion.class)))
    public CompletionStage<Response> lesions() {
        VersionId id = versionId();
        String name = caseId();
        Optional<FoldId> foldId = foldId(id);
        return pictures.answer(() -> PictureAnswers.json(viewer.lesions(id, name, foldId)));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/worst")
    @Operation(summary = "In each plane the slice in which prediction and reference differ most")
    @APIResponse(responseCode = "200", description = "Plane to index and number of voxels")
    public CompletionStage<Response> worst() {
        VersionId id = versionId();
        String name = caseId();
        FoldId foldId =
                foldId(id).orElseThrow(() -> RequestFault.badRequest("a prediction needs configuration and fold"));
        return pictures.answer(() -> {
            Map<String, CaseViewer.WorstSlice> worst = new LinkedHashMap<>();
            viewer.worst(id, name, foldId)
                    .forEach((plane, slice) -> worst.put(plane.name().toLowerCase(Locale.ROOT), slice));
            return PictureAnswers.json(worst);
        });
    }

    private VersionId versionId() {
        return RequestedVersion.of(results, dataset, version);
    }

    private String caseId() {
        return RequestNames.require("case", caseId);
    }

    private Optional<FoldId> foldId(VersionId id) {
        return configuration == null || fold == null
                ? Optional.empty()
                : Optional.of(id.fold(
                        RequestNames.require("configuration", configuration), RequestNames.require("fold", fold)));
    }
}
