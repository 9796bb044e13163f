package witness

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

// maxFetched is the most bytes that are read of another witness's file: a bundle of the longest entries.
const maxFetched = tileWidth * (maxEntry + 2)

// fetchTimeout is how long another witness may take for one file.
const fetchTimeout = 10 * time.Second

// isAddress reports whether a witness serves its log there, and it is no folder.
func isAddress(place string) bool {
	return strings.HasPrefix(place, "http://") || strings.HasPrefix(place, "https://")
}

// Remote reads what a witness serves at an address. What it gives is checked by whoever reads a tree.
func Remote(ctx context.Context, address string) Fetch {
	client := &http.Client{Timeout: fetchTimeout}
	return func(path string) ([]byte, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(address, "/")+"/"+path, nil)
		if err != nil {
			return nil, err
		}
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		switch response.StatusCode {
		case http.StatusOK:
		case http.StatusNotFound:
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		default:
			return nil, fmt.Errorf("%s: %s", path, response.Status)
		}
		content, err := io.ReadAll(io.LimitReader(response.Body, maxFetched+1))
		if err == nil && len(content) > maxFetched {
			err = fmt.Errorf("%w: %s", ErrBadTile, path)
		}
		return content, err
	}
}
