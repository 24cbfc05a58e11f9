package io.nephrite.eval.app.page;

import static io.nephrite.eval.app.page.PictureAnswers.PNG;

import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.model.RequestedModel;
import io.nephrite.eval.viewer.CaseView;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.eval.viewer.ImageViewer;
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
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** An image that was sent to a model, and its prediction, to be looked at as a case of a version is. */
@Path("/predictions/{model}/{case}/view")
@Blocking
class PredictedImageResource {
    private final ObjectStore results;
    private final ImageViewer viewer;
    private final PictureAnswers pictures;

    @PathParam("model")
    String model;

    @PathParam("case")
    String caseId;

    PredictedImageResource(@Results ObjectStore results, ImageViewer viewer, PictureAnswers pictures) {
        this.results = results;
        this.viewer = viewer;
        this.pictures = pictures;
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "Grid, planes, windows and labels of an image that was sent to a model")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CaseView.class)))
    public CompletionStage<Response> view() {
        Supplier<ImageViewer.Sent> sent = sent();
        return pictures.answer(() -> PictureAnswers.json(sent.get().view()));
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
        Supplier<ImageViewer.Sent> sent = sent();
        AnatomicalPlane seen = PictureAnswers.oneOf(AnatomicalPlane.values(), "plane", plane);
        return pictures.answer(() -> PictureAnswers.png(sent.get().slice(seen, index, channel, low, high)));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/labels/{plane}/{index}")
    @Operation(summary = "The prediction of a slice as PNG; transparent where nothing was predicted")
    @APIResponse(responseCode = "200", content = @Content(mediaType = PNG))
    public CompletionStage<Response> labels(
            @PathParam("plane") String plane, @PathParam("index") int index, @QueryParam("outline") boolean outline) {
        Supplier<ImageViewer.Sent> sent = sent();
        AnatomicalPlane seen = PictureAnswers.oneOf(AnatomicalPlane.values(), "plane", plane);
        return pictures.answer(() -> sent.get()
                .labels(seen, index, outline)
                .map(PictureAnswers::png)
                .orElseThrow(() -> RequestFault.notFound("the image is not predicted yet")));
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/voxel")
    @Operation(summary = "Intensity and prediction of a voxel")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = CaseViewer.Voxel.class)))
    public CompletionStage<Response> voxel(
            @QueryParam("channel") @DefaultValue("0") int channel,
            @QueryParam("x") int x,
            @QueryParam("y") int y,
            @QueryParam("z") int z) {
        Supplier<ImageViewer.Sent> sent = sent();
        return pictures.answer(() -> PictureAnswers.json(sent.get().voxel(channel, x, y, z)));
    }

    /** Is opened where the pictures are made, when the request's own fields may be gone. */
    private Supplier<ImageViewer.Sent> sent() {
        String name = RequestNames.require("model", model);
        String image = RequestNames.require("case", caseId);
        return () -> viewer.open(RequestedModel.predicting(results, name), name, image);
    }
}
