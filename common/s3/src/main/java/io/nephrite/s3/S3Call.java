package io.nephrite.s3;

import io.minio.errors.MinioException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/**
 * A call of MinIO's client. That client throws {@link IllegalStateException} where the connection is refused, reset or
 * silent, or its certificate is not trusted; here it is a {@link MinioException} with the {@link IOException} as its
 * cause, as every other failure.
 */
public final class S3Call {
    private S3Call() {}

    /** What is asked of the client. */
    @FunctionalInterface
    public interface Request<T> {
        T send() throws MinioException;
    }

    public static <T> T of(Request<T> request) throws MinioException {
        try {
            return request.send();
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new MinioException(describe(cause), cause);
            }
            if (e.getCause() instanceof GeneralSecurityException cause) {
                throw new MinioException(describe(cause), new SSLException(cause.getMessage(), cause));
            }
            throw e;
        }
    }

    private static String describe(Exception cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
