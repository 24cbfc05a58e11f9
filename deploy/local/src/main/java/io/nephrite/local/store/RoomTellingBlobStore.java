package io.nephrite.local.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Answers a put that its disk has no room for with the bytes that are free there, instead of an internal error. */
final class RoomTellingBlobStore extends ForwardingBlobStore {
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final String NO_ROOM = "No space left on device";

    private final Path folder;

    /** @param folder that the store writes to */
    RoomTellingBlobStore(BlobStore store, Path folder) {
        super(store);
        this.folder = folder;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        try {
            return super.putBlob(request, content);
        } catch (RuntimeException e) {
            throw told(e);
        }
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream content) {
        try {
            return super.uploadMultipartPart(upload, request, content);
        } catch (RuntimeException e) {
            throw told(e);
        }
    }

    private RuntimeException told(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    && String.valueOf(cause.getMessage()).contains(NO_ROOM)) {
                return S3Exception.builder()
                        .statusCode(INSUFFICIENT_STORAGE)
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("InsufficientStorage")
                                .errorMessage(freeBytes() + " bytes are free below " + folder)
                                .build())
                        .cause(failure)
                        .build();
            }
        }
        return failure;
    }

    private String freeBytes() {
        try {
            return Long.toString(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number of";
        }
    }
}
