// cloud.google.com/go/storage: lists a bucket and reads one object with application default credentials.
//
// Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, SSL_CERT_FILE;
// CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
package main

import (
	"context"
	"errors"
	"io"

	"cloud.google.com/go/storage"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"xcloud.test/clients/clients"
)

func main() {
	ctx := context.Background()
	client, err := storage.NewClient(ctx,
		option.WithEndpoint(clients.StorageEndpoint+"/storage/v1/"),
		storage.WithJSONReads(),
		storage.WithDisabledClientMetrics(),
	)
	clients.Check(err)
	// One try: a refused exchange is not worth the client's default minutes of patience.
	bucket := client.Bucket(clients.Bucket).Retryer(storage.WithPolicy(storage.RetryNever))

	clients.Run("google-cloud-storage-go", func() (got clients.Got, err error) {
		objects := bucket.Objects(ctx, nil)
		for {
			object, err := objects.Next()
			if errors.Is(err, iterator.Done) {
				break
			}
			if err != nil {
				return got, err
			}
			got.Keys = append(got.Keys, object.Name)
		}
		reader, err := bucket.Object(clients.Object).NewReader(ctx)
		if err != nil {
			return got, err
		}
		defer reader.Close()
		body, err := io.ReadAll(reader)
		got.Body = string(body)
		return got, err
	})
}
