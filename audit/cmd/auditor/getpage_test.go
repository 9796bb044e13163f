//go:build !live

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// getpage SOCKET PATH writes what is served at a path, and its status. It fails if nobody serves.
func getpage() {
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", os.Args[1])
		},
	}}
	if err := copyPage(&client, os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func copyPage(client *http.Client, path string) error {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost"+path, nil)
	if err != nil {
		return err
	}
	got, err := client.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	_, err = io.Copy(os.Stdout, got.Body)
	fmt.Printf("status=%d\n", got.StatusCode)
	return err
}
