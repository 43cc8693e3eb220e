// AWS SDK for Go v2: lists a bucket and reads one object with the default credential chain.
//
// Variables: AWS_CONFIG_FILE and AWS_PROFILE (the profile with credential_process), AWS_REGION,
// AWS_ENDPOINT_URL_S3, AWS_CA_BUNDLE or SSL_CERT_FILE; CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
package main

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"xcloud.test/clients/clients"
)

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	clients.Check(err)
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })

	clients.Run("aws-sdk-go-v2", func() (got clients.Got, err error) {
		list, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &clients.Bucket})
		if err != nil {
			return got, err
		}
		for _, object := range list.Contents {
			got.Keys = append(got.Keys, aws.ToString(object.Key))
		}
		read, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &clients.Bucket, Key: &clients.Object})
		if err != nil {
			return got, err
		}
		defer read.Body.Close()
		body, err := io.ReadAll(read.Body)
		got.Body = string(body)
		return got, err
	})
}
