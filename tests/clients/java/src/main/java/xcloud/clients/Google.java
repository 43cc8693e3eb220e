package xcloud.clients;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * google-auth-library-oauth2-http: application default credentials, then plain requests to Cloud
 * Storage's JSON API.
 *
 * <p>Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1;
 * CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS. The certificate authority
 * comes with {@code -Djavax.net.ssl.trustStore}.
 */
public final class Google {
  private Google() {}

  public static void main(String[] args) {
    String objects =
        Settings.STORAGE_ENDPOINT + "/storage/v1/b/" + Settings.BUCKET + "/o";
    Settings.run(
        "google-auth-library-java",
        new Settings.Read() {
          private HttpRequestFactory http;

          @Override
          public Settings.Got call() throws IOException {
            if (http == null) {
              GoogleCredentials credentials =
                  GoogleCredentials.getApplicationDefault()
                      .createScoped("https://www.googleapis.com/auth/cloud-platform");
              http =
                  new NetHttpTransport()
                      .createRequestFactory(new HttpCredentialsAdapter(credentials));
            }
            List<String> keys = new ArrayList<>();
            for (JsonElement item :
                JsonParser.parseString(get(objects)).getAsJsonObject().getAsJsonArray("items")) {
              keys.add(item.getAsJsonObject().get("name").getAsString());
            }
            return new Settings.Got(keys, get(objects + "/" + Settings.OBJECT + "?alt=media"));
          }

          private String get(String url) throws IOException {
            return http.buildGetRequest(new GenericUrl(url)).execute().parseAsString();
          }
        });
  }
}
