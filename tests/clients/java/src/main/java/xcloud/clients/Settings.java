package xcloud.clients;

import com.google.gson.JsonObject;
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;

/** What both programs share: the settings, read from the environment, and the one line they print. */
final class Settings {
  static final String BUCKET = env("CLIENT_BUCKET", "xcloud-test");
  static final String OBJECT = env("CLIENT_OBJECT", "hello.txt");
  static final int CALLS = Integer.parseInt(env("CLIENT_CALLS", "1"));
  static final String STORAGE_ENDPOINT =
      env("CLIENT_STORAGE_ENDPOINT", "https://storage.googleapis.com");

  private Settings() {}

  /** What one round of list and read brought. */
  record Got(List<String> keys, String body) {}

  interface Read {
    Got call() throws Exception;
  }

  /** Calls {@code read} as often as asked and prints the JSON line that every client prints. */
  static void run(String client, Read read) {
    try {
      Got got = null;
      List<Long> ms = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        long start = System.nanoTime();
        got = read.call();
        ms.add((System.nanoTime() - start) / 1_000_000);
      }
      Gson gson = new Gson();
      JsonObject line = new JsonObject();
      line.addProperty("client", client);
      line.add("keys", gson.toJsonTree(got.keys()));
      line.addProperty("body", got.body());
      line.addProperty("calls", ms.size());
      line.add("ms", gson.toJsonTree(ms));
      System.out.println(line);
    } catch (Exception error) {
      for (Throwable e = error; e != null; e = e.getCause()) {
        System.err.println(e);
      }
      System.exit(1);
    }
  }

  private static String env(String name, String fallback) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? fallback : value;
  }
}
