export { DatasetError, type DatasetErrorCode } from './datasetError.ts';
export { type DownloadOptions, downloadDataset } from './download.ts';
export { type DatasetSource, datasetBytes, encodeDataset } from './encode.ts';
export { FileBlobStore, type StoredBlob } from './fileBlobStore.ts';
export {
  type DatasetHeader,
  type DatasetSplit,
  datasetHeaderSchema,
  imageBytes,
  MAX_DATASET_BYTES,
} from './format.ts';
export { IMPORTER_NAMES, type ImporterName, importDataset } from './importers/importDataset.ts';
export { type Dataset, datasetSha256, openDataset, readDatasetHeader } from './openDataset.ts';
