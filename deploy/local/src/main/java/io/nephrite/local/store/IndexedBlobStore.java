package io.nephrite.local.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists from an index of the keys instead of walking the folder for each page. The index is read from the folder once,
 * at the start, and kept by every write; only keys stand in it, so that sizes, times and ETags are always those of the
 * files. Nobody else may write to the folder meanwhile: the data folder belongs to one process.
 */
final class IndexedBlobStore extends ForwardingBlobStore {
    private static final int USUAL_PAGE = 1000;

    /** Folders in which the server keeps what is no object. */
    private static final List<String> SERVERS_OWN = List.of(".mpus-", ".s3proxy-");

    /** Present where an S3 client has put an object whose key ends in a slash. */
    private static final String FOLDER_OBJECT = "user.content-md5";

    /** Of such an object, for which the server below tells none. */
    private static final String ETAG_OF_NOTHING = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    private final Map<String, KeyIndex> buckets = new ConcurrentHashMap<>();

    private IndexedBlobStore(BlobStore store) {
        super(store);
    }

    /** Reads the keys of all buckets, and deletes what a kill -9 in the middle of a put has left. */
    static IndexedBlobStore over(BlobStore store, Path folder) throws IOException {
        IndexedBlobStore indexed = new IndexedBlobStore(store);
        List<Path> leftovers = new ArrayList<>();
        // a bucket may be a link to a larger disk
        Set<FileVisitOption> followingLinks = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
        Files.walkFileTree(folder, followingLinks, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path inStore = folder.relativize(directory);
                if (inStore.getNameCount() > 1 && isFolderObject(directory)) {
                    indexed.addPath(inStore, "/");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path inStore = folder.relativize(file);
                if (AnnouncingBlobStore.isInFlight(file.getFileName().toString())) {
                    leftovers.add(file);
                } else if (inStore.getNameCount() > 1) {
                    indexed.addPath(inStore, "");
                }
                return FileVisitResult.CONTINUE;
            }
        });
        for (Path leftover : leftovers) {
            Files.delete(leftover);
        }
        return indexed;
    }

    private static boolean isFolderObject(Path directory) throws IOException {
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class);
        return attributes != null && attributes.list().contains(FOLDER_OBJECT);
    }

    private void addPath(Path inStore, String ending) {
        String key = inStore.subpath(1, inStore.getNameCount()).toString() + ending;
        if (SERVERS_OWN.stream().noneMatch(key::startsWith)) {
            keys(inStore.getName(0).toString()).add(key);
        }
    }

    private KeyIndex keys(String bucket) {
        return buckets.computeIfAbsent(bucket, name -> new KeyIndex());
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        try {
            return super.putBlob(request, content);
        } finally {
            // also after a failure, which may have come after the object was there
            keys(request.bucket()).add(request.key());
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        try {
            return super.copyBlob(request);
        } finally {
            keys(request.destinationBucket()).add(request.destinationKey());
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        try {
            return super.completeMultipartUpload(upload, request);
        } finally {
            keys(upload.containerName()).add(upload.blobName());
        }
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        keys(request.bucket()).remove(request.key());
        try {
            return super.removeBlob(request);
        } catch (RuntimeException e) {
            keys(request.bucket()).add(request.key());
            throw e;
        }
    }

    @Override
    public void deleteBucket(String bucket) {
        super.deleteBucket(bucket);
        buckets.remove(bucket);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        String delimiter = orEmpty(request.delimiter());
        if (!delimiter.isEmpty() && !delimiter.equals("/")) {
            throw new IllegalArgumentException("Delimiters other than / not supported");
        }
        String after = request.continuationToken() == null ? request.startAfter() : request.continuationToken();
        Map<String, S3Object> objects = new LinkedHashMap<>();
        KeyIndex.Page page = keys(request.bucket())
                .page(
                        orEmpty(request.prefix()),
                        orEmpty(after),
                        !delimiter.isEmpty(),
                        request.maxKeys() == null ? USUAL_PAGE : request.maxKeys(),
                        key -> isThere(request.bucket(), key, objects));
        List<S3Object> contents = new ArrayList<>();
        List<CommonPrefix> folders = new ArrayList<>();
        for (String name : page.names()) {
            if (objects.containsKey(name)) {
                contents.add(objects.get(name));
            } else {
                folders.add(SdkResponses.commonPrefix(name));
            }
        }
        String next = page.hasMore() ? page.names().get(page.names().size() - 1) : null;
        return SdkResponses.objectsPage(contents, folders, next);
    }

    private boolean isThere(String bucket, String key, Map<String, S3Object> objects) {
        try {
            HeadObjectResponse head = blobMetadata(bucket, key);
            objects.put(
                    key,
                    S3Object.builder()
                            .key(key)
                            .eTag(head.eTag() == null && key.endsWith("/") ? ETAG_OF_NOTHING : head.eTag())
                            .size(head.contentLength())
                            .lastModified(head.lastModified())
                            .storageClass(head.storageClassAsString())
                            .build());
            return true;
        } catch (NoSuchKeyException e) {
            forget(bucket, key);
            return false;
        }
    }

    /** The object has gone. One that was put again between the look and the removal is added again. */
    private void forget(String bucket, String key) {
        keys(bucket).remove(key);
        if (blobExists(bucket, key)) {
            keys(bucket).add(key);
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
