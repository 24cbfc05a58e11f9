package io.nephrite.eval.app.page;

import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestNames;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages on which images are sent to a model, and their predictions looked at. */
@Path("/ui/predict")
@Produces(MediaType.TEXT_HTML)
@Blocking
class PredictPageResource {
    /** Checked against the types of their parameters when the service is built. */
    @CheckedTemplate(basePath = "page")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance predict();

        static native TemplateInstance prediction(String model, String caseId);
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(hidden = true)
    public TemplateInstance predict() {
        return Templates.predict();
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{model}/{case}")
    @Operation(hidden = true)
    public TemplateInstance prediction(@PathParam("model") String model, @PathParam("case") String caseId) {
        return Templates.prediction(RequestNames.require("model", model), RequestNames.require("case", caseId));
    }
}
