// cloud.google.com/go/auth: application default credentials, then plain requests to Cloud Storage's JSON API.
//
// Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, SSL_CERT_FILE;
// CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"cloud.google.com/go/auth/credentials"
	"cloud.google.com/go/auth/httptransport"

	"xcloud.test/clients/clients"
)

func main() {
	creds, err := credentials.DetectDefault(&credentials.DetectOptions{
		Scopes: []string{"https://www.googleapis.com/auth/cloud-platform"},
	})
	clients.Check(err)
	client, err := httptransport.NewClient(&httptransport.Options{Credentials: creds})
	clients.Check(err)
	objects := fmt.Sprintf("%s/storage/v1/b/%s/o", clients.StorageEndpoint, clients.Bucket)

	clients.Run("google-auth-go", func() (got clients.Got, err error) {
		var list struct{ Items []struct{ Name string } }
		text, err := get(client, objects)
		if err == nil {
			err = json.Unmarshal([]byte(text), &list)
		}
		if err != nil {
			return got, err
		}
		for _, item := range list.Items {
			got.Keys = append(got.Keys, item.Name)
		}
		got.Body, err = get(client, objects+"/"+clients.Object+"?alt=media")
		return got, err
	})
}

func get(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s: %s", url, response.Status, body)
	}
	return string(body), err
}
