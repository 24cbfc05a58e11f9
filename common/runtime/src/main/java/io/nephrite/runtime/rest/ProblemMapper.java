package io.nephrite.runtime.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.quarkus.security.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers every fault of a request with {@code application/problem+json}: {@code title} and {@code status} of HTTP, and
 * {@code detail}, which says what was found, what was expected and what to do. {@code message} repeats the detail for
 * clients from before this manner.
 */
public final class ProblemMapper {
    /** RFC 9457. */
    public static final String PROBLEM_JSON = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper
    Response asked(RequestFault fault) {
        return problem(fault.status(), fault.getMessage());
    }

    @ServerExceptionMapper
    Response failed(PipelineException failure) {
        Response.Status status = status(failure.code().kind());
        if (status == Response.Status.INTERNAL_SERVER_ERROR) {
            LOG.errorf(failure, "a request failed");
        }
        return problem(status, failure.getMessage());
    }

    /** A known one who has not the role that the method names. */
    @ServerExceptionMapper
    Response forbidden(ForbiddenException refusal) {
        return problem(
                Response.Status.FORBIDDEN,
                "your login does not have the role that this needs (docs/openapi.json names it); ask whoever gives out the"
                        + " roles viewer, editor and operator");
    }

    /** No such path, another method, a body of another type. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refusal) {
        Response.StatusType status = refusal.getResponse().getStatusInfo();
        return problem(status, status.getReasonPhrase() + "; see docs/openapi.json");
    }

    @ServerExceptionMapper
    Response broken(RuntimeException bug) {
        LOG.errorf(bug, "a request failed");
        return problem(Response.Status.INTERNAL_SERVER_ERROR, "the service has a fault, which its log names");
    }

    private static Response.Status status(FailureCode.Kind kind) {
        return switch (kind) {
            case BAD_INPUT -> Response.Status.BAD_REQUEST;
            case TRANSIENT, DISK, RESOURCES -> Response.Status.SERVICE_UNAVAILABLE;
            case BUG -> Response.Status.INTERNAL_SERVER_ERROR;
        };
    }

    /** An answer of this form. */
    public static Response problem(Response.StatusType status, String detail) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("title", status.getReasonPhrase());
        body.put("status", status.getStatusCode());
        body.put("detail", detail);
        body.put("message", detail);
        return Response.status(status.getStatusCode())
                .type(PROBLEM_JSON)
                .entity(Json.bytes(body))
                .build();
    }
}
