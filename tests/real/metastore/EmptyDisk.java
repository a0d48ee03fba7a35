import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** A disk on which every folder is there and empty: for a metastore whose folders nobody is to see. */
public class EmptyDisk extends RawLocalFileSystem {
  private static FileStatus folder(Path path) {
    return new FileStatus(0, true, 1, 4096, 0, 0, FsPermission.getDirDefault(), System.getProperty("user.name"), "", path);
  }

  @Override public FileStatus getFileStatus(Path path) { return folder(path); }
  @Override public FileStatus getFileLinkStatus(Path path) { return folder(path); }
  @Override public FileStatus[] listStatus(Path path) { return new FileStatus[0]; }
  @Override public boolean exists(Path path) { return true; }
  @Override public boolean mkdirs(Path path) { return true; }
  @Override public boolean mkdirs(Path path, FsPermission permission) { return true; }
  @Override public boolean rename(Path from, Path to) { return true; }
  @Override public boolean delete(Path path, boolean recursive) { return true; }
  @Override public void setPermission(Path path, FsPermission permission) { }
  @Override public void setOwner(Path path, String user, String group) { }
}
