package xcloud.clients;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * AWS SDK for Java v2: lists a bucket and reads one object with the default credential chain.
 *
 * <p>Variables: AWS_CONFIG_FILE and AWS_PROFILE (the profile with {@code credential_process}),
 * AWS_REGION, AWS_ENDPOINT_URL_S3; CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS. The certificate
 * authority comes with {@code -Djavax.net.ssl.trustStore}.
 *
 * <p>CLIENT_PROVIDER=profile asks the profile alone: the chain drops the causes of its links, the
 * profile's provider shows what the process said.
 */
public final class Aws {
  private Aws() {}

  public static void main(String[] args) {
    Settings.run(
        "aws-sdk-java-v2",
        new Settings.Read() {
          private S3Client s3;

          @Override
          public Settings.Got call() {
            if (s3 == null) {
              var credentials =
                  "profile".equals(System.getenv("CLIENT_PROVIDER"))
                      ? ProfileCredentialsProvider.create()
                      : DefaultCredentialsProvider.builder().build();
              s3 =
                  S3Client.builder().credentialsProvider(credentials).forcePathStyle(true).build();
            }
            var list = s3.listObjectsV2(r -> r.bucket(Settings.BUCKET));
            var read = s3.getObjectAsBytes(r -> r.bucket(Settings.BUCKET).key(Settings.OBJECT));
            return new Settings.Got(
                list.contents().stream().map(S3Object::key).toList(), read.asUtf8String());
          }
        });
  }
}
