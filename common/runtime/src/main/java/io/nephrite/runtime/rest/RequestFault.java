package io.nephrite.runtime.rest;

import jakarta.ws.rs.core.Response;

/** A request that cannot be answered as asked; {@link ProblemMapper} turns it into the answer. */
public final class RequestFault extends RuntimeException {
    private final Response.Status status;

    private RequestFault(Response.Status status, String detail, Throwable cause) {
        super(detail, cause);
        this.status = status;
    }

    /** 400: the request itself is wrong. */
    public static RequestFault badRequest(String detail) {
        return new RequestFault(Response.Status.BAD_REQUEST, detail, null);
    }

    /** 400, for what another exception says. */
    public static RequestFault badRequest(IllegalArgumentException cause) {
        return new RequestFault(Response.Status.BAD_REQUEST, cause.getMessage(), cause);
    }

    /** 401: who asks is not known. */
    public static RequestFault unauthorized(String detail) {
        return new RequestFault(Response.Status.UNAUTHORIZED, detail, null);
    }

    /** 403: it is not allowed here, whoever asks. */
    public static RequestFault forbidden(String detail) {
        return new RequestFault(Response.Status.FORBIDDEN, detail, null);
    }

    /** 404: what the request is about is not there. */
    public static RequestFault notFound(String detail) {
        return new RequestFault(Response.Status.NOT_FOUND, detail, null);
    }

    /** 409: it is there, and its state does not allow what is asked for. */
    public static RequestFault conflict(String detail) {
        return new RequestFault(Response.Status.CONFLICT, detail, null);
    }

    /** 429: too many others wait for the same. */
    public static RequestFault tooMany(String detail) {
        return new RequestFault(Response.Status.TOO_MANY_REQUESTS, detail, null);
    }

    /** 503: not now; asked again later, it is answered. */
    public static RequestFault busy(String detail) {
        return new RequestFault(Response.Status.SERVICE_UNAVAILABLE, detail, null);
    }

    Response.Status status() {
        return status;
    }
}
