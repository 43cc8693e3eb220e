// Package clients is what the programs share: the settings, read from the environment, and the one line they print.
package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Got is what one round of list and read brought.
type Got struct {
	Keys []string
	Body string
}

// Env reads a variable, or its default.
func Env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

var (
	Bucket          = Env("CLIENT_BUCKET", "xcloud-test")
	Object          = Env("CLIENT_OBJECT", "hello.txt")
	StorageEndpoint = Env("CLIENT_STORAGE_ENDPOINT", "https://storage.googleapis.com")
)

// Run calls read as often as asked and prints the JSON line that every client prints when all went well.
func Run(client string, read func() (Got, error)) {
	calls, err := strconv.Atoi(Env("CLIENT_CALLS", "1"))
	var got Got
	var ms []int64
	for i := 0; i < calls && err == nil; i++ {
		start := time.Now()
		got, err = read()
		ms = append(ms, time.Since(start).Milliseconds())
	}
	Check(err)
	Check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"client": client, "keys": got.Keys, "body": got.Body, "calls": len(ms), "ms": ms,
	}))
}

// Check ends the program with the client's own words.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
