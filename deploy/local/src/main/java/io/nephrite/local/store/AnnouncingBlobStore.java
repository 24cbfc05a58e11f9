package io.nephrite.local.store;

import java.io.InputStream;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Announces every object of the given buckets once it is written whole or removed. While a put is in flight, the file
 * system holds {@code <key>-<random uuid>}, so no object may be called so.
 */
final class AnnouncingBlobStore extends ForwardingBlobStore {
    private static final Pattern IN_FLIGHT =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /** What the server itself keeps in a bucket while a multipart upload goes on. */
    private static final String SERVERS_OWN = ".s3proxy-";

    private final Set<String> buckets;
    private final Consumer<ObjectChange> announcements;
    private final Clock clock;

    AnnouncingBlobStore(BlobStore store, Set<String> buckets, Consumer<ObjectChange> announcements, Clock clock) {
        super(store);
        this.buckets = Set.copyOf(buckets);
        this.announcements = announcements;
        this.clock = clock;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        refuseReservedName(request.key());
        PutObjectResponse response = super.putBlob(request, content);
        announceWritten("Put", request.bucket(), request.key());
        return response;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        refuseReservedName(request.destinationKey());
        CopyObjectResponse response = super.copyBlob(request);
        announceWritten("Copy", request.destinationBucket(), request.destinationKey());
        return response;
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        refuseReservedName(request.key());
        return super.initiateMultipartUpload(request);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
        announceWritten("CompleteMultipartUpload", upload.containerName(), upload.blobName());
        return response;
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        DeleteObjectResponse response = super.removeBlob(request);
        announceRemoved(request.bucket(), request.key());
        return response;
    }

    private void announceWritten(String how, String written, String key) {
        if (isAnnounced(written, key)) {
            HeadObjectResponse head = blobMetadata(written, key);
            String etag = head.eTag() == null ? "" : head.eTag().replace("\"", "");
            announcements.accept(new ObjectChange(
                    "ObjectCreated:" + how, written, key, head.contentLength(), etag, clock.instant()));
        }
    }

    private void announceRemoved(String removed, String key) {
        if (isAnnounced(removed, key)) {
            announcements.accept(new ObjectChange("ObjectRemoved:Delete", removed, key, 0, "", clock.instant()));
        }
    }

    private boolean isAnnounced(String changed, String key) {
        return buckets.contains(changed) && !key.startsWith(SERVERS_OWN);
    }

    private static void refuseReservedName(String key) {
        if (isInFlight(key) && !key.startsWith(SERVERS_OWN)) {
            throw S3Exceptions.invalidArgument(
                    "keys that end in a random UUID are reserved by this store for puts in flight: " + key);
        }
    }

    /** @param key of an object, or the name of a file */
    static boolean isInFlight(String key) {
        return IN_FLIGHT.matcher(key).matches();
    }
}
